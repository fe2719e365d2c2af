"""What the scripts import, in rooms: see docs/architecture.md."""
