"""What operators see and do about people. Found by `django.contrib.admin`, imported nowhere else."""

from accounts.admin import audit, people, sessions

__all__ = ["audit", "people", "sessions"]
