"""PostHog's client for Python: makes every call once."""

import os

from posthog import Posthog

client = Posthog(os.environ["KEY"], host=os.environ["URL"])
client.capture("Order ✓", distinct_id="u1", properties={"revenue": 49.99}, groups={"company": "acme"})
client.set(distinct_id="u1", properties={"plan": "pro"})
client.alias("a1", "u1")
client.group_identify("company", "acme", {"seats": 5})
client.shutdown()
