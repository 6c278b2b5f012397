"""Segment's or RudderStack's client for Python: makes every call once."""

import importlib
import os

analytics = importlib.import_module(os.environ["MODULE"])

analytics.write_key = os.environ["KEY"]
# The one is Segment's, the other RudderStack's.
analytics.host = analytics.dataPlaneUrl = os.environ["URL"]
analytics.identify("u1", {"plan": "pro"})
analytics.track("u1", "Order ✓", {"revenue": 49.99, "nested": {"a": [1, {"b": None}]}})
analytics.page("u1", "Docs", "Pricing", {"text": "日本 😀"})
analytics.screen("u1", None, "Home")
analytics.group("u1", "acme", {"seats": 5})
analytics.alias("a1", "u1")
analytics.shutdown()
