"""The edge: thin shells around the core. Each framework is imported in one place here."""
