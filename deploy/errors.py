"""What stops a deployment."""


class DeployError(Exception):
    """The message is for the person who deploys: what failed, and what to do."""
