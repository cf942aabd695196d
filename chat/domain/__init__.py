"""The rules of conversations and messages, in pure Python: no Django, no DynamoDB."""
