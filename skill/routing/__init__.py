"""The parts of the router: `reading` and `spelling` a message, its `lexicon`, the `model`, several `wishes`."""
