"""Play a template with the real rules, invented partners and a moved clock; show what each would have seen (T-2)."""
