"""The renderer: a `Movie` to an MP4, on the CPU alone."""
