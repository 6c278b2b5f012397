/**
 * An app in a process of its own. Arguments: client options as JSON, the first and last number of the requests it
 * records, and how many it records in a turn. Says "recorded" when it has recorded them all, then waits to be told
 * "flush" or to be killed.
 */
import { createPeek } from "@peekjs/core";

const [options, first, last, perTurn] = process.argv.slice(2) as [string, string, string, string];
const client = createPeek(JSON.parse(options) as object);
let next = Number(first);

function record(): void {
  for (let i = 0; i < Number(perTurn) && next <= Number(last); i++, next++) {
    client.recordRequest({
      method: "GET",
      route: "/items/:id",
      path: `/items/${next}`,
      status: 200,
      durationMs: 1,
    });
  }
  if (next <= Number(last)) setTimeout(record, 1);
  else process.send?.("recorded");
}
record();

process.on("message", (message) => {
  if (message !== "flush") return;
  void client.shutdown({ timeout: 10_000 }).then((result) => {
    process.send?.({ result, stats: client.stats() });
    process.disconnect();
  });
});
