"""Pure functions over samples: loudness, limiting, resampling, fades. Knows nothing about meditation."""
