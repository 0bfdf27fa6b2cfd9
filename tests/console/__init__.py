"""The console: its renderer, its sessions, its pages over HTTP, and in a browser."""
