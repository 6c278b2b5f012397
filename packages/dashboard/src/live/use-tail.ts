import { useCallback, useEffect, useState } from "preact/hooks";
import type { StoredRequest } from "@peekjs/protocol";
import { useLive } from "./live-provider.tsx";
import { EMPTY_TAIL, receive, release } from "./merge.ts";

/** Most live rows that are kept: older ones are on the pages below. */
const ROW_LIMIT = 500;

const BUSY_BATCH = 8;

export interface TailHandle {
  /** Newest first. */
  shown: readonly StoredRequest[];
  /** How many wait to be shown. */
  held: number;
  /** Of how many requests the newest batch showed one, when the rate is too high to show each. */
  sampling: number;
  /** Rows come in such numbers that to point out each new one would only flicker. */
  busy: boolean;
  release: () => void;
}

/** Requests as they arrive; they are held back while `paused`, so that no row moves under the reader. */
export function useTail(paused: boolean, query: string, onReset: () => void): TailHandle {
  const { subscribe, recent } = useLive();
  const [tail, setTail] = useState(EMPTY_TAIL);
  const [sampling, setSampling] = useState(1);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    setTail(receive(EMPTY_TAIL, recent(), false, ROW_LIMIT));
  }, [query, recent]);
  useEffect(
    () =>
      subscribe({
        onRequests: ({ requests, of }) => {
          setSampling(Math.max(1, Math.round(of / Math.max(1, requests.length))));
          setBusy(requests.length > BUSY_BATCH);
          setTail((before) => receive(before, requests, paused, ROW_LIMIT));
        },
        onReset,
      }),
    [subscribe, paused, onReset],
  );
  const show = useCallback(() => setTail((before) => release(before, ROW_LIMIT)), []);
  useEffect(() => {
    if (!paused) show();
  }, [paused, show]);

  return { shown: tail.shown, held: tail.held.length, sampling, busy, release: show };
}
