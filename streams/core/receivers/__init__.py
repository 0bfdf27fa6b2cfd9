"""What receivers are sent: bodies by kind, and their signature."""
