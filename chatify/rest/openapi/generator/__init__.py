"""The generator of `openapi.json`, from what `@describe` keeps beside each method.

Only for build time: importing drf-spectacular costs a cold start 58 ms.
"""
