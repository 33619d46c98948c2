"""What may be done in registration: open and change a producer, enter a product, take a slip back."""

from ocop.registration.actions.producers import ProducerFacts, add_member, change_producer, open_producer
from ocop.registration.actions.products import change_product
from ocop.registration.actions.slips import PriorAward, file, register_product, release, withdraw

__all__ = [
    "PriorAward",
    "ProducerFacts",
    "add_member",
    "change_producer",
    "change_product",
    "file",
    "open_producer",
    "register_product",
    "release",
    "withdraw",
]
