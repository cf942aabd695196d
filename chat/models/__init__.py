"""PynamoDB items and their access patterns, each a named method with its cost; they answer domain values."""
