"""Who the clients are: names, contacts, terms, and facts about them that others obey. Rows M3, M6, M9."""
