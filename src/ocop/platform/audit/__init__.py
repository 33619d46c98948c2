"""The append-only, hash-chained record of acts. Written by `platform.workflow` only. See README.md.

`writing` appends, `reading` shows, `chain` verifies; nobody outside this package touches the rows.
"""
