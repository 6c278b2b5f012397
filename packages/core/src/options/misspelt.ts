import { PeekError } from "@peekjs/protocol";
import type { PeekOptions } from "./options.ts";

/** Whether an adapter takes it too. */
const OPTIONS: Readonly<Record<keyof PeekOptions, boolean>> = {
  endpoint: false,
  apiKey: false,
  service: false,
  environment: false,
  flushInterval: false,
  batchSize: false,
  maxBufferSize: false,
  maxEventBytes: false,
  maxStorageBytes: false,
  storagePath: false,
  durability: false,
  maxRetries: false,
  timeout: false,
  gzip: false,
  consumerHashKey: false,
  sampleRate: false,
  allowPrivateEndpoint: false,
  shutdownSignals: false,
  flushOnExit: false,
  onError: false,
  debug: false,
  tls: false,
  destinations: false,
  disabled: false,
  identifyConsumer: true,
  ignore: true,
  capturePath: true,
  clientAddress: true,
  captureQuery: true,
  captureHeaders: true,
  captureBody: true,
  captureErrorStack: true,
  captureSampling: true,
  mask: true,
};
const NAMES = Object.keys(OPTIONS);

/**
 * Tells of names that look like an option and are none: a `masks` that masks nothing would go unnoticed where no compiler
 * checks it. Other unknown names are left alone, since apps hand over objects that hold more.
 */
export function reportMisspelt(given: object, report: (error: PeekError) => void): void {
  const found = Object.keys(given).flatMap((name) => {
    const ours = Object.hasOwn(OPTIONS, name) ? undefined : nearest(name);
    return ours === undefined ? [] : [`\`${name}\` (did you mean \`${ours}\`?)`];
  });
  if (found.length === 0) return;
  report(
    new PeekError(
      "PEEK_W_OPTION",
      `No options of peek, and without effect: ${found.join(", ")}. Rename or remove them.`,
    ),
  );
}

/** Tells of options of the client that an adapter was given, to which they mean nothing. */
export function reportOptionsOfClient(
  given: { readonly [Name in keyof PeekOptions]?: unknown },
  report: (error: PeekError) => void,
): void {
  const all = Object.entries(OPTIONS) as [keyof PeekOptions, boolean][];
  const found = all.flatMap(([name, isOfMounts]) =>
    isOfMounts || given[name] === undefined ? [] : [name],
  );
  if (found.length === 0) return;
  const names = found.map((name) => `\`${name}\``).join(", ");
  report(
    new PeekError(
      "PEEK_W_OPTION",
      `Options of the client, and without effect on an adapter: ${names}. Give them to createPeek(), and the adapter what it returns.`,
    ),
  );
}

/** The option that differs in the fewest letters, at most a third of its own. */
function nearest(name: string): string | undefined {
  const [first] = NAMES.map((known) => ({ known, edits: countEdits(plain(name), plain(known)) }))
    .filter(({ known, edits }) => edits <= known.length / 3)
    .sort((a, b) => a.edits - b.edits);
  return first?.known;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, "");
}

/** Levenshtein's distance: letters to add, remove or replace. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = row[j]! + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
