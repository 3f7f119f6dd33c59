"""The resource types, one subject a file."""
