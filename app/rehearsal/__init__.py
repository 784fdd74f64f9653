"""Trying out words alone, before they are said to anybody."""
