"""What happened in a window of days, as data and as a picture. It compares nobody."""
