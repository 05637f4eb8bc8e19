"""What people read of billing: sentences and labels, and what a check finds wrong."""
