"""Edits: a movie in, another movie out. Pure, one file per noun."""
