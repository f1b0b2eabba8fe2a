"""The listener's own words and answers to the check-in, which stay on this machine, and what to know before one
listens.
"""
