"""One listener per noun: a clause and a movie in, a `Step` and the rest of the clause out, or None."""
