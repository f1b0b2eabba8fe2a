"""Turns text into clips: engines and their contract, their worker processes, the cache, and text normalisation."""
