"""The layouts of scenes, one design a file; `catalogue` names them."""
