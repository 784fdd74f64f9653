"""What two people give each other between talks: thanks, small wins, kindnesses, goals, a picture of their future.

Nothing here is counted, ranked or shown as seen.
"""
