"""From a folder of TOML files to a checked rulebook."""

from .fields import RulebookFault
from .files import digest_of
from .rulebook import load_rulebook

__all__ = ["RulebookFault", "digest_of", "load_rulebook"]
