"""Courses: practices in an order that teaches them, and a listener's progress in them."""
