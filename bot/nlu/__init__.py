"""Understanding: which language a message is in, and what it asks for."""
