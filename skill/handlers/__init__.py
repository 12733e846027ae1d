"""One file per action of our own. What a handler says never passes the translator."""
