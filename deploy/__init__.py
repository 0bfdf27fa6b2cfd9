"""How it is run: the embedded engines of one machine, and the demo."""
