/** An app in a process of its own. Arguments: its client's options as JSON, and what it does, as a module's source. */
import { createPeek, type PeekOptions } from "../../src/index.node.ts";
import { createMount } from "../../src/adapter.ts";

const [, , given, source] = process.argv as [string, string, string, string];
const options = JSON.parse(given) as PeekOptions;
const client = createPeek(options);
const record = (): void => client.recordRequest({ method: "GET", path: "/a", durationMs: 1 });

// What the source finds there without an import.
Object.assign(globalThis, { createPeek, createMount, client, options, record });
await import(`data:text/javascript,${encodeURIComponent(source)}`);
