import { KEY } from "./running-collector.ts";
import { built } from "./source-clients.ts";

/** A vendor's browser client, unmodified, as the tests use it. */
export interface BrowserClient {
  name: string;
  /** The script, or its path inside `node_modules`. */
  script: URL | string;
  /** A script that makes `client` of the client in the page. */
  load: (url: string) => string;
  /** A script that has `client` track an event of a name. */
  track: (name: string) => string;
}

const json = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join();

function segment(name: string, delivery: object): BrowserClient {
  return {
    name: `Segment's, ${name}`,
    script: "@segment/analytics-next/dist/umd/index.js",
    load: (url) => `(async () => {
      const settings = ${json({ writeKey: KEY, cdnURL: url })};
      const options = ${json({ integrations: { "Segment.io": delivery } })};
      [window.client] = await AnalyticsNext.AnalyticsBrowser.load(settings, options);
    })()`,
    track: (event) => `void client.track(${json(event)})`,
  };
}

export const SEGMENT: readonly BrowserClient[] = [
  segment("one call a request", {}),
  segment("batches", {
    deliveryStrategy: { strategy: "batching", config: { size: 4, timeout: 100 } },
  }),
];

function rudderStack(name: string, delivery: object): BrowserClient {
  return {
    name: `RudderStack's${name}`,
    // The build that loads nothing further from its vendor.
    script: "@rudderstack/analytics-js/dist/npm/legacy/umd/index.js",
    load: (url) => `
      window.client = new rudderanalytics.RudderAnalytics();
      client.load(${json(KEY, url, { configUrl: url, ...delivery })});`,
    track: (event) => `client.track(${json(event)})`,
  };
}

export const RUDDERSTACK: BrowserClient = rudderStack("", {});

/** What a beacon carries is lost where it is not answered: no page hears of it. */
export const RUDDERSTACK_BEACON: BrowserClient = rudderStack(", by beacons", {
  useBeacon: true,
  beaconQueueOptions: { flushQueueInterval: 500 },
});

/** It sends nothing from a browser that nobody looks at, unless told so. */
const POSTHOG_OPTIONS = {
  opt_out_useragent_filter: true,
  autocapture: false,
  capture_pageview: false,
  capture_pageleave: false,
};

export const POSTHOG: BrowserClient = {
  name: "PostHog's",
  script: "posthog-js/dist/array.full.no-external.js",
  load: (url) => `
    window.client = window.posthog;
    client.init(${json(KEY, { ...POSTHOG_OPTIONS, api_host: url })});`,
  track: (event) => `void client.capture(${json(event)})`,
};

export const BROWSER_CLIENTS: readonly BrowserClient[] = [...SEGMENT, RUDDERSTACK, POSTHOG];

const serlaScript = built("serla-dev/packages/serla-js/dist/serla.min.global.js");

/** Serla's, where its own build has made it: its vendor does not publish it on npm. */
export const SERLA: readonly BrowserClient[] = serlaScript
  ? [
      {
        name: "Serla's",
        script: serlaScript,
        load: (url) => `
          window.client = window.Serla;
          client.init(${json({
            apiKey: KEY,
            host: url,
            batchSize: 4,
            flushIntervalMs: 200,
            autoPageviews: false,
            pageleaveTracking: false,
          })});`,
        track: (event) => `client.track(${json(event)})`,
      },
    ]
  : [];
