"""Number series: unique, rising, without gaps, handed out inside the act that uses them."""
