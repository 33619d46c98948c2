"""The same writing in the English interface: 03/04/2026 must not change its meaning with the language."""

from ocop.formats.vi.formats import *  # noqa: F403
