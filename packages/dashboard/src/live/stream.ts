import type { StreamHello, StreamRequests } from "@peekjs/protocol";

/**
 * `waiting`: lost, and about to be tried again. `refused`: answered by something that is no stream, as where the filter
 * cannot be read; tried again later. `closed`: switched off, or the tab is hidden. `polling`: an event stream cannot
 * carry the key that reading needs.
 */
export type StreamState = "connecting" | "open" | "waiting" | "refused" | "closed" | "polling";

export interface StreamHandlers {
  onState: (state: StreamState) => void;
  onHello: (hello: StreamHello) => void;
  onRequests: (requests: StreamRequests) => void;
  /** What happened meanwhile is unknown: read everything again. */
  onReset: () => void;
}

const RETRY_MS = { first: 2_000, most: 30_000 };

/**
 * Keeps one event stream open while the tab is visible. A browser allows six connections to a host over HTTP/1.1, so
 * a hidden tab must not hold one.
 *
 * @returns How to close it for good.
 */
export function openStream(url: string, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = RETRY_MS.first;
  let interrupted = false;

  const connect = (): void => {
    handlers.onState("connecting");
    source = new EventSource(url);
    source.addEventListener("open", () => {
      delay = RETRY_MS.first;
      handlers.onState("open");
      if (interrupted) handlers.onReset();
      interrupted = false;
    });
    source.addEventListener("error", () => {
      interrupted = true;
      // EventSource tries again by itself after a lost connection, but gives up on an answer that is not a stream.
      const isRefused = source?.readyState === EventSource.CLOSED;
      handlers.onState(isRefused ? "refused" : "waiting");
      if (isRefused) retry();
    });
    source.addEventListener("hello", (event) => handlers.onHello(JSON.parse(event.data)));
    source.addEventListener("requests", (event) => handlers.onRequests(JSON.parse(event.data)));
    source.addEventListener("reset", () => handlers.onReset());
  };
  const disconnect = (): void => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const retry = (): void => {
    disconnect();
    timer = setTimeout(connect, delay);
    delay = Math.min(delay * 2, RETRY_MS.most);
  };
  const followVisibility = (): void => {
    if (document.visibilityState === "hidden") {
      disconnect();
      interrupted = true;
      handlers.onState("closed");
    } else if (!source) {
      connect();
    }
  };

  document.addEventListener("visibilitychange", followVisibility);
  if (document.visibilityState !== "hidden") connect();
  return () => {
    document.removeEventListener("visibilitychange", followVisibility);
    disconnect();
    handlers.onState("closed");
  };
}
