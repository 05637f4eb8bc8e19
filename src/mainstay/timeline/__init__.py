"""What happened, in order, never changed: one line per event, per client. Serves M8 and every row that asks "when?"."""
