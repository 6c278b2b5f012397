"""Segment's or RudderStack's client for Python: tracks the items of each line, `1 12`, and closes at the end of the input."""

import importlib
import os
import sys

Client = importlib.import_module(os.environ["MODULE"]).Client

client = Client(
    os.environ["KEY"],
    host=os.environ["URL"],
    upload_size=int(os.environ["BATCH_SIZE"]),
    upload_interval=0.2,
)
print("ready", flush=True)
for line in sys.stdin:
    first, last = map(int, line.split())
    for number in range(first, last + 1):
        client.track("u1", f"Item {number:02}", {"text": "✓ 日本"})
client.shutdown()
