"""The parts of the translator: `sentences` of a reply, its `grammar` of GUI talk, and `retelling` it as chat."""
