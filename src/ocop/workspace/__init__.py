"""Signed-in pages that cross stages: what waits for me, the log of acts; and `ocop start`."""
