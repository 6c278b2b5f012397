/**
 * What an endpoint does with one delivery:
 *
 * - `accept`: takes it in and answers 202;
 * - `hang`: reads it and never answers;
 * - `unread`: leaves it unread, and never answers;
 * - `reset-before`: drops the connection without having taken it in;
 * - `reset-after`: takes it in, then drops the connection: the client cannot know;
 * - `half-answer`: takes it in, sends half of the answer, then drops the connection;
 * - `headers-only`: takes it in, sends the head of an answer and never its body;
 * - `endless-answer`: takes it in and sends an answer whose body never ends;
 * - `slow`: takes it in and answers after so many milliseconds;
 * - `trickle`: takes it in and answers byte by byte, one in so many milliseconds;
 * - a status: answers so, with headers and body as given; taken in only when `process` is true. `when` looks at the
 *   envelope's text: a delivery for which it is false is accepted.
 */
export type Fault =
  | "accept"
  | "hang"
  | "unread"
  | "reset-before"
  | "reset-after"
  | "half-answer"
  | "headers-only"
  | "endless-answer"
  | { slow: number }
  | { trickle: number }
  | StatusFault;

export interface StatusFault {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  process?: boolean;
  when?: (envelope: string) => boolean;
}

/** Faults by chance: the same seed gives the same sequence. */
export interface Flapping {
  seed: number;
  /** Share of deliveries that meet a fault, 0 … 1. */
  share: number;
  faults: readonly Fault[];
}

/** Tells the fault of each delivery: first those of the script, then by chance, otherwise none. */
export function faultSequence(
  script: readonly Fault[],
  flapping: Flapping | undefined,
): () => Fault {
  const left = [...script];
  const random = flapping && randomNumbers(flapping.seed);
  return () => {
    const next = left.shift();
    if (next !== undefined) return next;
    if (flapping === undefined || random === undefined || random() >= flapping.share)
      return "accept";
    return flapping.faults[Math.floor(random() * flapping.faults.length)] ?? "accept";
  };
}

/** Mulberry32: 0 ≤ number < 1. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
