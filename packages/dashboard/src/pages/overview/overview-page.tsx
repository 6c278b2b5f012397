import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { timeseriesQuery, topQuery } from "../../api/queries.ts";
import { scopeOf } from "../../api/scope.ts";
import { LoadError, Loading } from "../../components/load-state.tsx";
import { NoMatches } from "../../components/no-matches.tsx";
import { useRefetchInterval } from "../../live/live-provider.tsx";
import { chooseStep, previousRange, resolveRange } from "../../url-state/time-range.ts";
import { useViewState } from "../../url-state/use-view-state.ts";
import { CompletenessNote } from "./completeness-note.tsx";
import { KpiRow } from "./kpi-row.tsx";
import { OverviewCharts } from "./overview-charts.tsx";
import { TopTables } from "./top-tables.tsx";

const METRICS = ["requests", "error_rate", "p50", "p95", "p99", "consumers"] as const;

/** Consumers beyond this many are shown as `500+`. */
const CONSUMER_LIMIT = 500;

/** Is it healthy now, what changed, and who drives it? */
export function OverviewPage(): JSX.Element {
  const { view } = useViewState();
  const scope = scopeOf(view);
  const range = resolveRange(view.range, Date.now());
  const refetchInterval = useRefetchInterval(range ? chooseStep(range) : 60_000);
  const live = { refetchInterval, placeholderData: keepPreviousData };
  const before = { ...scope, range: previousRange(view.range) ?? view.range };

  const totals = useQuery({ ...timeseriesQuery(scope, METRICS), ...live });
  const byStatus = useQuery({ ...timeseriesQuery(scope, ["requests"], "status_class"), ...live });
  const endpoints = useQuery({ ...topQuery(scope, "endpoint", "requests", 5), ...live });
  const consumers = useQuery({
    ...topQuery(scope, "consumer", "requests", CONSUMER_LIMIT),
    ...live,
  });
  const previous = useQuery({ ...topQuery(before, "endpoint", "requests", 1), refetchInterval });

  const failed = [totals, byStatus, endpoints, consumers].find(({ error }) => error);
  if (failed?.error && !failed.data) return <LoadError error={failed.error} />;
  if (!totals.data || !byStatus.data || !endpoints.data || !consumers.data) return <Loading />;
  if (endpoints.data.total.requests === 0) return <NoMatches />;
  return (
    <div class="page" data-stale={totals.isPlaceholderData}>
      <CompletenessNote when="incomplete" />
      <KpiRow
        series={totals.data}
        total={endpoints.data.total}
        consumers={consumers.data}
        consumerLimit={CONSUMER_LIMIT}
        previous={previous.data?.total}
      />
      <OverviewCharts totals={totals.data} byStatus={byStatus.data} />
      <TopTables endpoints={endpoints.data} consumers={consumers.data} />
      <CompletenessNote when="complete" />
    </div>
  );
}
