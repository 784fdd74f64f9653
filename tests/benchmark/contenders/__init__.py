"""What is measured beside the service: the floor, the usual way, the peers. Each is a small program of its own."""
