"""The sessions of the command line behind HTTP, and the page that plays them."""
