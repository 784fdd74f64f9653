"""The rules of the conversation, PURE: values in, values out; no clock, no database, no socket."""
