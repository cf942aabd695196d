"""Everything that only a laptop has: the embedded AWS, its triggers, mails and demo."""
