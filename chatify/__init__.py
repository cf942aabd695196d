"""Chatify: the wiring on top (settings, URLs) and the ground at the bottom (DynamoDB, clock, errors)."""
