import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { captures } from "./support/captures.ts";

const POSTS = captures.flatMap(({ requests }) =>
  requests.filter(({ method }) => method === "POST"),
);

/** Bytes taken out and put in, at a place. */
const edit = fc.record({
  at: fc.nat(),
  removed: fc.nat({ max: 3 }),
  added: fc.uint8Array({ maxLength: 3 }),
});

it("what real clients sent, with bytes changed on the way, is taken or refused", async () => {
  const onError = vi.fn();
  const store = await emptyStore();
  const { collector } = await startCollector({ store, onError, allowedOrigins: ["*"] });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...POSTS),
      fc.array(edit, { maxLength: 3 }),
      async ({ url, headers, body }, edits) => {
        let bytes = Buffer.from(body, "base64");
        for (const { at, removed, added } of edits) {
          const index = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, index), added, bytes.subarray(index + removed)]);
        }
        const others = new Headers(headers);
        others.delete("content-length");
        const request = new Request(`http://localhost${url}`, {
          method: "POST",
          headers: others,
          body: bytes,
        });
        const { status } = await collector.fetch(request);
        expect([200, 201, 202, 400]).toContain(status);
      },
    ),
    { numRuns: 300 },
  );
  expect(onError).not.toHaveBeenCalled();
  const { events } = await store.productEvents({ from: 0, to: 2e15, limit: 1 });
  expect(events).toHaveLength(1);
});
