"""What is to be done, by whom and by when, with or without a client; once, or again and again."""
