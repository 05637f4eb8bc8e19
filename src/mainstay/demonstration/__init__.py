"""The demonstration firm: its cast and its events are data; the actions of other packages play them."""
