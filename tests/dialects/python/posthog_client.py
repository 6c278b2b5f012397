"""PostHog's client for Python: captures the items of each line, `1 12`, and closes at the end of the input."""

import os
import sys

from posthog import Posthog

client = Posthog(
    os.environ["KEY"],
    host=os.environ["URL"],
    flush_at=int(os.environ["BATCH_SIZE"]),
    flush_interval=0.2,
    max_retries=10,
)
print("ready", flush=True)
for line in sys.stdin:
    first, last = map(int, line.split())
    for number in range(first, last + 1):
        client.capture(f"Item {number:02}", distinct_id="u1", properties={"text": "✓ 日本"})
client.shutdown()
