"""The listener's own words and their answers to the check-in, which both stay on this machine, and what people should
know before they listen.
"""
