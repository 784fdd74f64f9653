"""A therapist reads what a couple shares with them: through the features' own functions, and each reading is seen."""
