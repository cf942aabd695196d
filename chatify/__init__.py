"""The Django project: wiring (settings, URLs) at the package's root, shared foundations in the packages below."""
