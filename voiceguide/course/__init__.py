"""Courses: practices in an order to learn them in, and how far somebody has come."""
