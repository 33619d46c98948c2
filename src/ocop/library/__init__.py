"""The law library: every rulebook's numbers with the article behind each, and what changed between two of them."""
