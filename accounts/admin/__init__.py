"""What operators see and do about people. Found by `django.contrib.admin`, imported nowhere else."""
