"""People who sign in. What they may do is not here: mandates say it (`ocop.directory`)."""
