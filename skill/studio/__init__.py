"""The embedded studio: a real local server that speaks the backend's protocol and renders MP4s on the CPU."""
