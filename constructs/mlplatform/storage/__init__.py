"""Buckets, by class: logs, and data of people and jobs."""

from mlplatform.storage.access_log_bucket import AccessLogBucket
from mlplatform.storage.private_bucket import PrivateBucket, Reader

__all__ = ["AccessLogBucket", "PrivateBucket", "Reader"]
