"""Foreign files read into frozen records: the layouts of invoices and payments that other products export. Pure."""
