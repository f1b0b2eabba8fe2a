"""Sessions from scripts: the stages in their order, and what each command makes of them."""
