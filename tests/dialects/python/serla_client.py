"""Serla's client for Python: tracks the items of each line, `1 12`, and closes at the end of the input."""

import os
import sys

from serla import Serla

client = Serla(
    api_key=os.environ["KEY"],
    host=os.environ["URL"],
    batch_size=4,
    flush_interval_seconds=0.2,
)
print("ready", flush=True)
for line in sys.stdin:
    first, last = map(int, line.split())
    for number in range(first, last + 1):
        client.track(event=f"Item {number:02}", distinct_id="u1", properties={"text": "✓ 日本"})
client.shutdown(timeout=30)
