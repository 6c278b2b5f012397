import { type RequestReader, waitUntilOf, watchReturned } from "@peekjs/core/fetch";
import type { EventLike } from "./event.ts";

type OnError = (error: unknown, event: EventLike) => unknown;

/** What of an app of h3 1 answers errors, behind its handler. */
export interface AnsweringApp {
  options?: { readonly onError?: OnError | undefined } | undefined;
}

/** Reads what comes of events of h3 1 by the messages that are simulated for them. */
export function simulatedReader(app: AnsweringApp): RequestReader<EventLike, readonly unknown[]> {
  const ends = new WeakMap<EventLike, (failure?: unknown) => void>();
  const { options } = app;
  const { onError } = options ?? {};
  if (onError) {
    app.options = {
      __proto__: options,
      // It may answer with a stream, of which the simulated response is not told.
      onError: (error, event) =>
        watchReturned(
          () => onError.call(options, error, event),
          (_, failure) => {
            if (failure || event.handled) ends.get(event)?.(failure);
          },
        ),
    } as AnsweringApp["options"];
  }
  return {
    watch(handle, report, event) {
      const res = event.node!.res!;
      const end = (failure?: unknown): void => {
        const answer = {
          status: res.statusCode,
          get headers() {
            return new Headers(res.getHeaders() as Record<string, string>);
          },
        };
        if (ends.delete(event)) report(failure ? undefined : (answer as Response));
      };
      ends.set(event, end);
      return watchReturned(handle, (_, error) => {
        if (error === undefined) end();
        else res.once("close", end);
      });
    },
    waitUntilOf: (_, places) => waitUntilOf(places!),
  };
}
