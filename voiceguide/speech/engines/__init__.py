"""What turns text into sound: one file an engine, one table of them."""
