"""Build time only: writes the API's description from what `@describe` keeps beside each method.

Never imported by what runs: drf-spectacular costs a cold start 58 ms.
"""
