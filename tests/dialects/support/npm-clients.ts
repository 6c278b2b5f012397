import { items } from "./calls.ts";
import { openTelemetry } from "./opentelemetry.ts";
import { openPostHog, type PostHogMode } from "./posthog.ts";
import type { ReportingClientFactory } from "./reporting-client.ts";
import { SEGMENT_CLIENTS } from "./segment-clients.ts";

const segment = SEGMENT_CLIENTS.map(({ name, create }): ReportingClientFactory => ({
  name,
  kind: "events",
  isHere: true,
  create: async (url) => {
    const client = create(url);
    return {
      report: (first, last) => {
        for (const event of items(first, last)) client.call({ type: "track", userId: "u1", event });
      },
      close: () => client.close(),
    };
  },
}));

const posthog = (mode: PostHogMode): ReportingClientFactory => ({
  name: `posthog-node, ${mode}`,
  kind: "events",
  isHere: true,
  create: async (url) => {
    const client = openPostHog(url, mode);
    return {
      report: (first, last) => {
        for (const event of items(first, last)) client.capture({ distinctId: "u1", event });
      },
      close: () => client.shutdown(),
    };
  },
});

/** Clients for Node that are on npm. */
export const NPM_CLIENTS: readonly ReportingClientFactory[] = [
  ...segment,
  posthog("v0"),
  openTelemetry("json"),
];

/** The same with another protocol, which they send and try again in the same manner. */
export const NPM_CLIENTS_OTHERWISE: readonly ReportingClientFactory[] = [
  posthog("v1"),
  openTelemetry("protobuf"),
];
