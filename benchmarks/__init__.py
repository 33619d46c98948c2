"""Measurements of the application beside a floor taken in the same run; `./bench` runs them, docs/bench.md explains."""
