"""The bench: what a running bot costs, beside a bare Rasa, and as content and talks grow."""
