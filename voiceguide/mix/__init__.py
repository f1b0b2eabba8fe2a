"""Turns a timeline into samples. The samples depend on the timeline alone."""
