import { useRefetchInterval } from "./live-provider.tsx";

const REFETCH_MS = 5_000;

/** How often a list of pages is read again: not any more once an older page was asked for, which would move it. */
export function useFirstPageInterval(): (query: {
  state: { data?: { pages: readonly unknown[] } | undefined };
}) => number | false {
  const interval = useRefetchInterval(REFETCH_MS);
  return ({ state }) => ((state.data?.pages.length ?? 0) <= 1 ? interval : false);
}
