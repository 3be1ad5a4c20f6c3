"""What a browser gets: the chat page."""
