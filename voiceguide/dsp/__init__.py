"""Pure functions over samples: loudness, filters, resampling, envelopes, fades and a soft limit. Nothing here is
specific to meditation.
"""
