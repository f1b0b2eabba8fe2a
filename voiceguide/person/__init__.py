"""What listeners say about themselves, kept on this machine only: their own words, and the check-in."""
