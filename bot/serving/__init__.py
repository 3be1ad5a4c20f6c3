"""The processes of the bot: start them, watch them, stop them."""
