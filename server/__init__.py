"""The edge: HTTP, limits, errors, logs, metrics, explorer and command line."""
