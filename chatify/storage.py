"""Static files under names that hold their hash, so that a browser keeps them for ever and still sees each change.

The names are looked up in a manifest inside the functions' package: a function never asks S3 for them, has no right to,
and doesn't import its client. What uploads them, through django-storages, is deploy/static.py.
"""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
