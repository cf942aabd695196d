"""What operators see and do about people. `chatify.apps` finds it; imported nowhere else."""
