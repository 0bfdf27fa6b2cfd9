"""How a report becomes durable, whichever door it came through."""
