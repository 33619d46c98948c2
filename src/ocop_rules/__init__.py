"""The rules of the programme as dated values: plain Python, no clock, no framework, no network."""
