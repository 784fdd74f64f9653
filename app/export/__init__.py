"""Everything that is one person's to have, in one file."""
