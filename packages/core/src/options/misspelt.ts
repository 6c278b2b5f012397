import { PeekError } from "@peekjs/protocol";
import type { PeekOptions } from "./options.ts";

const OPTIONS: Readonly<Record<keyof PeekOptions, true>> = {
  endpoint: true,
  apiKey: true,
  service: true,
  environment: true,
  flushInterval: true,
  batchSize: true,
  maxBufferSize: true,
  maxEventBytes: true,
  maxStorageBytes: true,
  storagePath: true,
  durability: true,
  maxRetries: true,
  timeout: true,
  gzip: true,
  consumerHashKey: true,
  sampleRate: true,
  allowPrivateEndpoint: true,
  shutdownSignals: true,
  flushOnExit: true,
  onError: true,
  debug: true,
  tls: true,
  destinations: true,
  disabled: true,
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
