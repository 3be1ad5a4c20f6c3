"""The FAQ store: data/*.yml <-> typed, immutable objects, reloaded when a file changes."""
