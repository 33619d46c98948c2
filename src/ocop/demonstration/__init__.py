"""A province to try things on: the year 2026 of Sơn La, played through the actions on a fixed clock. Never in production."""
