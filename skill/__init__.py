"""Say what video you want and get it: the text-to-ai skill as a library."""
