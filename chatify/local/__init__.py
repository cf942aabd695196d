"""What only a laptop has: the embedded AWS, its triggers, mails and demo. Installed only where the stage is local."""
