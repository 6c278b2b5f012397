"""Serla's client for Python: makes every call once."""

import os
from datetime import datetime, timezone

from serla import Serla

with Serla(api_key=os.environ["KEY"], host=os.environ["URL"], flush_interval_seconds=0.2) as client:
    client.identify("u1", properties={"email": "a@example.com", "plan": "pro"})
    client.track(
        event="Order ✓",
        distinct_id="u1",
        properties={"revenue": 49.99, "nested": {"a": [1, 2, {"b": None}]}, "text": "日本 😀"},
        timestamp=datetime(2026, 1, 2, 3, 4, 5, 678000),
    )
    client.track("Paid", "u1", timestamp=datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc))
    client.track("Sent", "u1", timestamp="2026-01-02T03:04:05.678Z")
    client.track("Alike", "u1")
    client.track("Alike", "u1")
