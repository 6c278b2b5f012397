import { useQuery } from "@tanstack/preact-query";
import type { RequestsPage } from "@peekjs/protocol";
import type { JSX } from "preact";
import { apiUrl, fetchJson } from "../api/fetch-json.ts";
import { scopeOf } from "../api/scope.ts";
import { describeRange, formatAge } from "../format/time.ts";
import { useViewState } from "../url-state/use-view-state.ts";

const HALF_HOUR = 30 * 60_000;

/** Nothing matches: says what was asked, when it last matched, and how to get out. */
export function NoMatches(): JSX.Element {
  const { view, update } = useViewState();
  const { query } = scopeOf(view);
  const now = Date.now();
  const { data } = useQuery({
    queryKey: ["last-match", query],
    queryFn: ({ signal }) =>
      fetchJson<RequestsPage>(
        apiUrl("peek/v1/requests", { from: "-7d", to: "now", q: query, limit: 1 }),
        { signal },
      ),
  });
  const last = data?.requests[0];
  const clear = { query: "", service: undefined, environment: undefined };
  return (
    <div class="page">
      <div class="notice" role="status">
        <p>
          No requests{" "}
          {query !== "" && (
            <>
              match <strong>{query}</strong>{" "}
            </>
          )}
          in the {describeRange(view.range, now)}.
        </p>
        <p class="notice-actions">
          {last && (
            <>
              <span>
                Last {query === "" ? "one" : "match"}: {formatAge(last.timestamp, now)}
              </span>
              <button
                type="button"
                class="button"
                onClick={() =>
                  update({
                    range: {
                      from: String(last.timestamp - HALF_HOUR),
                      to: String(last.timestamp + HALF_HOUR),
                    },
                  })
                }
              >
                Jump there
              </button>
            </>
          )}
          {data && !last && <span>Nothing in the last 7 days either.</span>}
          {query !== "" && (
            <button type="button" class="button" onClick={() => update(clear)}>
              Clear filters
            </button>
          )}
        </p>
      </div>
    </div>
  );
}
