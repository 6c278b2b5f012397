import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import type { StoredRequest } from "@peekjs/protocol";
import { useCallback, useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";
import { requestsQuery } from "../../api/queries.ts";
import { scopeOf } from "../../api/scope.ts";
import { LoadError, Loading } from "../../components/load-state.tsx";
import { NoMatches } from "../../components/no-matches.tsx";
import { formatCount } from "../../format/number.ts";
import { describeRange } from "../../format/time.ts";
import { useLive } from "../../live/live-provider.tsx";
import { mergeNewest } from "../../live/merge.ts";
import { useTail } from "../../live/use-tail.ts";
import { useViewState } from "../../url-state/use-view-state.ts";
import { RequestDrawer } from "./request-drawer.tsx";
import { RequestTable } from "./request-table.tsx";
import { useReading } from "./use-reading.ts";

/** Rows of live and older requests together. */
const ROW_LIMIT = 2_000;

/** The first page is read again this often, so that what the stream sampled away or missed appears. */
const FIRST_PAGE_MS = 10_000;

/** What exactly happened? New requests on top as they arrive, older ones page by page. */
export function RequestsPage(): JSX.Element {
  const { view } = useViewState();
  const { enabled } = useLive();
  const scope = scopeOf(view);
  const [openId, setOpenId] = useState<string>();
  const reading = useReading();
  const paused = reading.active || openId !== undefined;
  const pages = useInfiniteQuery({
    ...requestsQuery(scope),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      enabled && !paused && (state.data?.pages.length ?? 0) <= 1 ? FIRST_PAGE_MS : false,
  });
  const { refetch } = pages;
  const tail = useTail(
    paused,
    scope.query,
    useCallback(() => void refetch(), [refetch]),
  );
  const stored = useMemo(
    () => pages.data?.pages.flatMap((page) => page.requests) ?? [],
    [pages.data],
  );
  const rows = useMemo(
    () => (enabled ? mergeNewest(stored, tail.shown, ROW_LIMIT) : stored),
    [enabled, stored, tail.shown],
  );

  const open = useCallback(
    (id: string | undefined) => {
      setOpenId(id);
      // A streamed row is without headers, bodies and metadata: the store has them.
      if (id !== undefined && !stored.some((request) => request.id === id)) void refetch();
    },
    [stored, refetch],
  );

  if (pages.error && !pages.data) return <LoadError error={pages.error} />;
  if (!pages.data) return <Loading />;
  if (rows.length === 0 && tail.held === 0) return <NoMatches />;

  const showHeld = (): void => {
    tail.release();
    document.getElementById("main")?.scrollTo({ top: 0 });
  };
  return (
    <div class="page" data-stale={pages.isPlaceholderData}>
      <section class="card" aria-label="Requests" ref={reading.area}>
        <header class="card-header">
          <h2>Requests</h2>
          <p class="card-note" aria-live="off">
            {describeRange(view.range, Date.now())}, newest first
            {tail.sampling > 1 && ` · busy: showing 1 of ${formatCount(tail.sampling)}`}
          </p>
          {enabled && tail.held > 0 && (
            <button type="button" class="held" onClick={showHeld}>
              {formatCount(tail.held)} new ↑
            </button>
          )}
          {enabled && tail.held === 0 && paused && (
            <span class="card-note">Held while you read</span>
          )}
        </header>
        <RequestTable rows={rows} highlight={!tail.busy} onOpen={open} />
        <footer class="card-footer">
          {pages.hasNextPage && rows.length < ROW_LIMIT ? (
            <button
              type="button"
              class="button"
              disabled={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              {pages.isFetchingNextPage ? "Reading…" : "Load older requests"}
            </button>
          ) : (
            <span class="muted">
              {rows.length < ROW_LIMIT
                ? "These are all requests of this range."
                : `${formatCount(ROW_LIMIT)} rows shown: narrow the range or the filter for older ones.`}
            </span>
          )}
        </footer>
      </section>
      <OpenRequest id={openId} rows={rows} onOpen={open} />
    </div>
  );
}

interface OpenRequestProps {
  id: string | undefined;
  rows: readonly StoredRequest[];
  onOpen: (id: string | undefined) => void;
}

function OpenRequest({ id, rows, onOpen }: OpenRequestProps): JSX.Element | null {
  const index = rows.findIndex((row) => row.id === id);
  const request = rows[index];
  if (!request) return null;
  return (
    <RequestDrawer
      request={request}
      onClose={() => onOpen(undefined)}
      onPrevious={index > 0 ? () => onOpen(rows[index - 1]?.id) : undefined}
      onNext={index < rows.length - 1 ? () => onOpen(rows[index + 1]?.id) : undefined}
    />
  );
}
