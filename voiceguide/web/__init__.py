"""An HTTP server for sessions, and for the page that plays them."""
