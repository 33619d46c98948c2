"""A mover that counts dossiers but carries none over: what a fault in a stage would look like."""

from ocop.dossiers.moving import open_work_at

__all__ = ["open_work_at"]


def move_open_work(moves, *, actor, at):
    """Carry nothing over."""
    return []
