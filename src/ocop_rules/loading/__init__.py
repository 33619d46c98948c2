"""From a folder of TOML files to a checked rulebook."""

from .fields import RulebookFault
from .rulebook import digest_of, load_rulebook

__all__ = ["RulebookFault", "digest_of", "load_rulebook"]
