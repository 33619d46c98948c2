"""Files of every stage: content-addressed, opened before they are believed, served only behind a permission check."""
