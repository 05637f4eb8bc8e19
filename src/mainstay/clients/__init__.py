"""Who the clients are: names, contacts, terms, facts that others obey, and when to speak next. M3, M6, M9, M11."""
