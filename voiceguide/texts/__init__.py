"""Any text that people have, made into a practice: one reader a form, one table, one understanding of all of them."""
