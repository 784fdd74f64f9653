"""People who use the service, and their logins. It knows nothing of couples, sessions or what people say."""
