"""What is due for the caller now and soon."""
