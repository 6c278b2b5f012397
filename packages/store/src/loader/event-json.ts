import type { ProductEvent } from "@peekjs/protocol";

/** Writes events as JSON, in turn; a context that neighbours have in common is written once. */
export class EventJson {
  #context: unknown;
  #json = "";

  /** @param next the event that follows, which tells whether the context is worth keeping */
  of(event: ProductEvent, next: ProductEvent | undefined): string {
    const { context, ...rest } = event;
    if (context === undefined) return JSON.stringify(event);
    if (context !== this.#context) {
      if (context !== next?.context) return JSON.stringify(event);
      this.#context = context;
      this.#json = JSON.stringify(context);
    }
    // It is not empty: every event has a type.
    return `${JSON.stringify(rest).slice(0, -1)},"context":${this.#json}}`;
  }
}
