"""Pages of recognition: decisions, and the register of certificates."""
