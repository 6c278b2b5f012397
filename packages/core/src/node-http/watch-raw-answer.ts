import type { Duplex } from "node:stream";

type Write = (this: Duplex, ...args: unknown[]) => unknown;

/** How a head begins that an app writes itself; heads that only inform may stand before it. */
const STATUS_LINE = /^(?:HTTP\/1\.[01] 1(?!01)\d\d\b[^]*?\r\n\r\n)*HTTP\/1\.[01] ([1-5]\d\d)\b/;

/** As far as is looked for it. */
const MOST_CHARACTERS = 2_000;

/**
 * Tells the status of an answer that an app writes on a socket by itself: the first thing that it writes there. All
 * that is written passes as it is, and nothing of this stays on the socket.
 *
 * @param onAnswer called once, with undefined where what was written is no head, or cannot be seen
 */
export function watchRawAnswer(
  socket: Duplex,
  onAnswer: (status: number | undefined) => void,
): void {
  const names = ["write", "end"] as const;
  if (names.some((name) => Object.hasOwn(socket, name))) {
    onAnswer(undefined);
    return;
  }
  // An app may keep what it found on the socket, and call it ever after.
  let isAnswered = false;
  const own = names.map((name): [typeof name, Write] => [
    name,
    function (...args) {
      const beginning = isAnswered ? "" : beginningOf(args[0]);
      // An end without a word is no answer.
      if (beginning !== "") {
        const status = Number(STATUS_LINE.exec(beginning)?.[1]);
        isAnswered = !isInformational(status);
        if (isAnswered) onAnswer(Number.isNaN(status) ? undefined : status);
      }
      for (const [each, wrapper] of own) {
        if (isAnswered && (socket[each] as unknown) === wrapper) {
          Reflect.deleteProperty(socket, each);
        }
      }
      return ((Object.getPrototypeOf(socket) as Duplex)[name] as Write).apply(this, args);
    },
  ]);
  for (const [name, value] of own) {
    Object.defineProperty(socket, name, { value, writable: true, configurable: true });
  }
}

/** Another head follows. */
function isInformational(status: number): boolean {
  return status < 200 && status !== 101;
}

function beginningOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk.slice(0, MOST_CHARACTERS);
  if (!(chunk instanceof Uint8Array)) return "";
  return Buffer.from(chunk.subarray(0, MOST_CHARACTERS)).toString("latin1");
}
