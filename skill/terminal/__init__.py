"""What the chat is made of on a terminal that can do more than print lines."""
