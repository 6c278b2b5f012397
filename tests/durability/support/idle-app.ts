/** A process that comes to its natural end at once. Arguments: what it does with a client, and the client's options. */
import { createPeek, type PeekOptions } from "@peekjs/core";
import { recordItems } from "./items.ts";

const [what, options] = process.argv.slice(2) as [
  "nothing" | "create" | "record" | "flush",
  string,
];
if (what !== "nothing") {
  const client = createPeek(JSON.parse(options) as PeekOptions);
  if (what !== "create") recordItems(client, 1, 10);
  if (what === "flush") await client.flush();
}
const ready = performance.now();
process.once("exit", () => process.stdout.write(String(performance.now() - ready)));
