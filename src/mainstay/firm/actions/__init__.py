"""What happens to firms: founded, removed."""
