"""Files the whole book is written to, and the tables a forecast is made from and written to."""
