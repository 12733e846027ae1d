"""Models that somebody else runs and the user names: a writer of scripts and a maker of pictures. All optional."""
