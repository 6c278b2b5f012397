import { useQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { Route, Switch, useLocation } from "wouter-preact";
import { isKeyError } from "./api/fetch-json.ts";
import { statusQuery } from "./api/queries.ts";
import { Banners } from "./components/banners.tsx";
import { KeyForm } from "./components/key-form.tsx";
import { Loading } from "./components/load-state.tsx";
import { Navigation } from "./components/navigation.tsx";
import { PAGES } from "./components/pages.ts";
import { ShortcutHelp } from "./components/shortcut-help.tsx";
import { TopBar } from "./components/top-bar.tsx";
import { useShortcuts } from "./components/use-shortcuts.ts";
import { ConsumersPage } from "./pages/consumers/consumers-page.tsx";
import { EventsPage } from "./pages/events/events-page.tsx";
import { EndpointsPage } from "./pages/endpoints/endpoints-page.tsx";
import { OverviewPage } from "./pages/overview/overview-page.tsx";
import { RequestsPage } from "./pages/requests/requests-page.tsx";
import { StartPage } from "./start/start-page.tsx";
import { useViewState } from "./url-state/use-view-state.ts";

/** How often the collector's state is read: while the first request is awaited, and afterwards. */
const STATUS_MS = { waiting: 1_500, running: 15_000 };

/**
 * What surrounds every page; until the first request has arrived, the page itself says how to send one. Nothing but the
 * collector's state is asked for before that was answered: without its key, all else would be refused as well.
 */
export function Frame(): JSX.Element {
  const [help, setHelp] = useState(false);
  const [path] = useLocation();
  const { view } = useViewState();
  const status = useQuery({
    ...statusQuery(),
    refetchInterval: ({ state }) => {
      if (isKeyError(state.error)) return false;
      return state.data?.hasData ? STATUS_MS.running : STATUS_MS.waiting;
    },
  });
  useShortcuts(() => setHelp(true));

  const page = PAGES.find((each) => each.path === path)?.title ?? "Not found";
  useEffect(() => {
    const environment = view.environment === undefined ? "" : `[${view.environment}] `;
    document.title = `${environment}${page} · peek`;
  }, [page, view.environment]);

  const locked = isKeyError(status.error) ? status.error : undefined;
  // An app may report product events and no requests at all.
  const waiting = status.data?.hasData === false && path !== "/events" ? status.data : undefined;
  const mayRead = status.isFetched && !locked;
  return (
    <div class="frame">
      <a class="skip-link" href="#main">
        Skip to the page
      </a>
      <Navigation version={status.data?.version} onHelp={() => setHelp(true)} />
      <div class="column">
        {!waiting && mayRead && <TopBar />}
        <Banners
          status={status.data}
          unreachable={status.isError && !locked}
          waiting={waiting !== undefined}
        />
        <main id="main" tabIndex={-1}>
          <h1 class="visually-hidden">{waiting ? "Get started" : page}</h1>
          {locked ? (
            <KeyForm error={locked} />
          ) : waiting ? (
            <StartPage status={waiting} />
          ) : mayRead ? (
            <Pages />
          ) : (
            <Loading />
          )}
        </main>
      </div>
      {help && <ShortcutHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

function Pages(): JSX.Element {
  return (
    <Switch>
      <Route path="/" component={OverviewPage} />
      <Route path="/endpoints" component={EndpointsPage} />
      <Route path="/consumers" component={ConsumersPage} />
      <Route path="/requests" component={RequestsPage} />
      <Route path="/events" component={EventsPage} />
      <Route>
        <div class="page">
          <p class="notice">There is no page at this address. Choose one on the left.</p>
        </div>
      </Route>
    </Switch>
  );
}
