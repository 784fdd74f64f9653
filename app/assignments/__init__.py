"""A therapist suggests a kind of talk, or something to do between talks; each of the two answers for themselves."""
