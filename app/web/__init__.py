"""The page that two people use; it serves files and refuses to know any rule of a session."""
