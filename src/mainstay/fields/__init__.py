"""Custom fields: what the owner wants to know of clients beyond what every client has, and what is known of each."""
