import type { QueuedEvent } from "@peekjs/protocol";
import type { PackedEvent } from "./pack.ts";

type Request = readonly PackedEvent[];

/** Requests that wait for their turn, and those under way. */
export class Window {
  #waiting: Request[] = [];
  #events = 0;
  readonly #underWay = new Map<Promise<void>, Request>();

  /** How many are under way. */
  get size(): number {
    return this.#underWay.size;
  }

  /** How many events are in it, those that have come to their end while their request has not included. */
  get events(): number {
    return this.#events;
  }

  add(requests: readonly Request[]): void {
    for (const request of requests) this.#events += request.length;
    this.#waiting.push(...requests);
  }

  /** Takes out the next. */
  next(): Request | undefined {
    const request = this.#waiting.shift();
    this.#events -= request?.length ?? 0;
    return request;
  }

  /** @param onEnd called when it has ended and is not under way any more */
  begin(request: Request, work: Promise<void>, onEnd: () => void): void {
    const ended: Promise<void> = work.then(() => {
      this.#underWay.delete(ended);
      this.#events -= request.length;
      onEnd();
    });
    this.#underWay.set(ended, request);
    this.#events += request.length;
  }

  /** Resolves when all that are under way now have ended. */
  async allEnded(): Promise<void> {
    await Promise.all(this.#underWay.keys());
  }

  /** Takes out what waits. */
  takeWaiting(): QueuedEvent[] {
    const events = eventsOf(this.#waiting.splice(0));
    this.#events -= events.length;
    return events;
  }

  /** What is in it. */
  all(): QueuedEvent[] {
    return eventsOf([...this.#waiting, ...this.#underWay.values()]);
  }
}

function eventsOf(requests: Iterable<Request>): QueuedEvent[] {
  return [...requests].flatMap((request) => request.map(({ event }) => event));
}
