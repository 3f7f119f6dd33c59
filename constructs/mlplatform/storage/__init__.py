"""Buckets that the platform itself needs."""

from mlplatform.storage.access_log_bucket import AccessLogBucket

__all__ = ["AccessLogBucket"]
