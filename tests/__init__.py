"""The suite: sentences about the product, against the real application."""
