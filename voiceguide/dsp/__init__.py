"""Pure functions over samples: loudness, limiting, resampling, fades. Knows nothing of meditation."""
