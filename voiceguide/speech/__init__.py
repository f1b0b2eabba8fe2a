"""Text to clips: the engines and their contract, the worker they run in, the cache, and text made speakable."""
