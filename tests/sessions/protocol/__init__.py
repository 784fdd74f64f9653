"""The specification of the conversation: what the pure rules do, in sentences about the product."""
