"""Base pages, components and the few scripts of the interface. See README.md."""
