/**
 * A process that comes to its natural end at once, and prints how many milliseconds it still waited and worked for that.
 * Arguments: what it does with a client, and the client's options.
 */
import { createPeek, type PeekOptions } from "@peekjs/core";
import { recordItems } from "./items.ts";

const [what, options] = process.argv.slice(2) as ["create" | "record" | "flush", string];
const client = createPeek(JSON.parse(options) as PeekOptions);
if (what !== "create") recordItems(client, 1, 10);
if (what === "flush") await client.flush();
const { idle } = performance.eventLoopUtilization();
const worked = process.cpuUsage();
process.once("exit", () => {
  const waited = performance.eventLoopUtilization().idle - idle;
  const { user, system } = process.cpuUsage(worked);
  process.stdout.write(String(waited + (user + system) / 1_000));
});
