"""Pictures: covers, a session along time, and the chart of a background."""
