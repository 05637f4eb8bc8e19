"""What clients promise to pay and by when. Promise: an amount of one invoice, to be paid by a day."""
