"""The moving backgrounds, one style a file; `catalogue` names them."""
