"""The frozen code-point table of the matching fold, and the script that makes it."""
