import { useQueryClient } from "@tanstack/preact-query";
import { createContext } from "preact";
import type { ComponentChildren, JSX } from "preact";
import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { StoredRequest, StreamRequests } from "@peekjs/protocol";
import { apiUrl } from "../api/fetch-json.ts";
import { TRAFFIC } from "../api/queries.ts";
import { readKey } from "../api/read-key.ts";
import { mergeNewest } from "./merge.ts";
import { openStream } from "./stream.ts";
import type { StreamState } from "./stream.ts";
import { throttle } from "./throttle.ts";

interface LiveListener {
  onRequests: (batch: StreamRequests) => void;
  /** Requests may have been missed. */
  onReset?: () => void;
}

export interface Live {
  state: StreamState;
  /** Whether new requests are wanted at all. */
  enabled: boolean;
  /** @returns How to stop listening. */
  subscribe: (listener: LiveListener) => () => void;
  /** The newest streamed requests, for a list that begins after they came. */
  recent: () => readonly StoredRequest[];
}

const LiveContext = createContext<Live | undefined>(undefined);

/** Numbers are read again at most this often while requests stream in; longer than a store takes to load them. */
const REFRESH_MS = 2_500;

const RECENT_LIMIT = 100;

/** How often numbers are read while no stream tells that they changed. */
const POLL_MS = 5_000;

interface LiveProviderProps {
  enabled: boolean;
  query: string;
  children: ComponentChildren;
}

/** Holds the tab's one event stream; what arrives makes the charts and tables read their numbers again. */
export function LiveProvider({ enabled, query, children }: LiveProviderProps): JSX.Element {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>("closed");
  const listeners = useRef(new Set<LiveListener>());
  const recent = useRef<readonly StoredRequest[]>([]);

  useEffect(() => {
    if (!enabled) return;
    if (readKey() !== undefined) return setState("polling");
    let version: string | undefined;
    const refresh = throttle(() => {
      void client.invalidateQueries(
        { predicate: ({ queryKey }) => queryKey[0] === TRAFFIC && queryKey[1] !== "requests" },
        { cancelRefetch: false },
      );
      void client.invalidateQueries({ queryKey: ["services"] }, { cancelRefetch: false });
    }, REFRESH_MS);
    const close = openStream(apiUrl("peek/v1/stream", { q: query }), {
      onState: setState,
      onHello: (hello) => {
        // A collector that was upgraded serves a newer page than this one.
        if (version !== undefined && version !== hello.version) location.reload();
        version = hello.version;
      },
      onRequests: (batch) => {
        recent.current = mergeNewest(recent.current, batch.requests, RECENT_LIMIT);
        for (const listener of listeners.current) listener.onRequests(batch);
        if (client.getQueryData<{ hasData: boolean }>(["status"])?.hasData === false) {
          void client.invalidateQueries({ queryKey: ["status"] });
        }
        refresh.call();
      },
      onReset: () => {
        for (const listener of listeners.current) listener.onReset?.();
        void client.invalidateQueries();
      },
    });
    return () => {
      recent.current = [];
      refresh.cancel();
      close();
    };
  }, [client, enabled, query]);

  const live = useMemo<Live>(
    () => ({
      state,
      enabled,
      subscribe: (listener) => {
        listeners.current.add(listener);
        return () => void listeners.current.delete(listener);
      },
      recent: () => recent.current,
    }),
    [state, enabled],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive must be used inside LiveProvider");
  return live;
}

/** How often a moving range is read again although nothing was streamed, so that its charts keep sliding. */
export function useRefetchInterval(step: number): number | false {
  const { enabled, state } = useLive();
  if (!enabled || state === "closed") return false;
  return state === "open" ? Math.min(Math.max(step, POLL_MS), 30_000) : POLL_MS;
}
