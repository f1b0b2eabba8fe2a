"""Text to clips: engines and their contract, the worker processes they run in, the cache, and text normalisation."""
