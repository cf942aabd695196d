"""What moderators see and do about what people say. Found by `django.contrib.admin`, imported nowhere else."""
