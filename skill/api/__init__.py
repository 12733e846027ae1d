"""The backend over HTTP: bytes in, typed events and models out. Nobody above sees a raw response."""
