"""What moderators see and do about what people say. `chatify.apps` finds it; imported nowhere else."""
