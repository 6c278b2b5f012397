import type { Duplex } from "node:stream";

type Write = (this: Duplex, ...args: unknown[]) => unknown;

/** How a head begins that an app writes itself. */
const STATUS_LINE = /^HTTP\/1\.[01] ([1-5]\d\d)\b/;

/**
 * Tells the status of an answer that an app writes on a socket by itself: the first thing that it writes there. All
 * that is written passes as it is, and nothing of this stays on the socket.
 *
 * @param tell called once, with undefined where what was written is no head, or cannot be seen
 */
export function watchFirstAnswer(socket: Duplex, tell: (status: number | undefined) => void): void {
  const names = ["write", "end"] as const;
  if (names.some((name) => Object.hasOwn(socket, name))) {
    tell(undefined);
    return;
  }
  const own = names.map((name): [typeof name, Write] => [
    name,
    function (...args) {
      for (const [each, wrapper] of own) {
        if ((this[each] as unknown) === wrapper) Reflect.deleteProperty(this, each);
      }
      const status = STATUS_LINE.exec(beginningOf(args[0]))?.[1];
      tell(status === undefined ? undefined : Number(status));
      return ((Object.getPrototypeOf(this) as Duplex)[name] as Write).apply(this, args);
    },
  ]);
  for (const [name, value] of own) {
    Object.defineProperty(socket, name, { value, writable: true, configurable: true });
  }
}

function beginningOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  return chunk instanceof Uint8Array ? Buffer.from(chunk.subarray(0, 20)).toString("latin1") : "";
}
