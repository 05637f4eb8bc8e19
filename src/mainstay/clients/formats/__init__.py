"""Foreign files read into frozen records: the layouts of clients and contacts that other products export. Pure."""
