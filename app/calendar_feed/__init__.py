"""A person's own dated things for their own calendar program, under an address that can be taken back."""
