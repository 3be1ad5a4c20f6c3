"""Velkommen: a chatbot that gives newcomers in a Danish municipality a good start."""
