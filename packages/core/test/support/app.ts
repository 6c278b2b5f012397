/** An app in a process of its own. Arguments: its client's options as JSON, and what it does, as a module's source. */
import { createPeek, type PeekOptions } from "../../src/index.node.ts";
import { createMount } from "../../src/adapter/index.ts";

const [, , options, source] = process.argv as [string, string, string, string];
const client = createPeek(JSON.parse(options) as PeekOptions);
const record = (): void => client.recordRequest({ method: "GET", path: "/a", durationMs: 1 });

// What the source finds there without an import.
Object.assign(globalThis, { createPeek, createMount, client, record });
await import(`data:text/javascript,${encodeURIComponent(source)}`);
