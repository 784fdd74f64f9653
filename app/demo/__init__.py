"""A whole conversation of two invented people, played through the real doors by two ordinary clients.

It knows the service by its wire alone: nothing here imports a rule, a table or a setting.
"""
