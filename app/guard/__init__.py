"""What stands between a stranger's bytes and the application: sizes, deadlines, form, origin, neutral answers."""
