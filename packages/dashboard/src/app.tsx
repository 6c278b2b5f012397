import { QueryCache, QueryClient, QueryClientProvider, useQuery } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { Router } from "wouter-preact";
import { ApiError, isKeyError } from "./api/fetch-json.ts";
import { BASE_PATH } from "./api/base-path.ts";
import { statusQuery } from "./api/queries.ts";
import { scopeOf } from "./api/scope.ts";
import { Frame } from "./frame.tsx";
import { LiveProvider } from "./live/live-provider.tsx";
import { isMoving } from "./url-state/time-range.ts";
import { useViewState } from "./url-state/use-view-state.ts";

const client = new QueryClient({
  queryCache: new QueryCache({ onError: askForKey }),
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

/** A key that was revoked is refused everywhere: the state, which is read less often, tells it to the frame. */
function askForKey(error: Error, { queryKey }: { queryKey: readonly unknown[] }): void {
  const status = statusQuery().queryKey;
  if (isKeyError(error) && queryKey[0] !== status[0]) {
    void client.invalidateQueries({ queryKey: status }, { cancelRefetch: false });
  }
}

export function App(): JSX.Element {
  return (
    <QueryClientProvider client={client}>
      <Router base={BASE_PATH.replace(/\/$/, "")}>
        <LiveFrame />
      </Router>
    </QueryClientProvider>
  );
}

function LiveFrame(): JSX.Element {
  const { view } = useViewState();
  const status = useQuery(statusQuery());
  const mayRead = status.isFetched && !isKeyError(status.error);
  const enabled = mayRead && view.live && isMoving(view.range);
  return (
    <LiveProvider enabled={enabled} query={scopeOf(view).query}>
      <Frame />
    </LiveProvider>
  );
}
