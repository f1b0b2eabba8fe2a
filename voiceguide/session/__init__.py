"""Sessions from scripts: the stages in their order, and the results that commands need."""
