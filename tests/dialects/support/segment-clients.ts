import { Analytics } from "@segment/analytics-node";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import LegacyAnalytics from "analytics-node";
import type { Call } from "./calls.ts";
import { KEY } from "./running-collector.ts";

/** A vendor's client, unmodified, as the tests use it. */
interface VendorClient {
  call: (call: Call) => void;
  close: () => Promise<unknown>;
}

export interface VendorClientFactory {
  name: string;
  /** Whose rules its times are read by. */
  vendor: "segment" | "rudderstack";
  create: (url: string) => VendorClient;
}

/** Small batches and enough attempts for a restart; all else is the client's default. */
const FLUSH_AT = 4;
const ATTEMPTS = 10;

export const SEGMENT_CLIENTS: readonly VendorClientFactory[] = [
  {
    name: "@segment/analytics-node",
    vendor: "segment",
    create: (host) => {
      const client = new Analytics({
        writeKey: KEY,
        host,
        maxEventsInBatch: FLUSH_AT,
        flushInterval: 200,
      });
      return {
        call: ({ type, ...call }) => client[type](call as never),
        close: () => client.closeAndFlush(),
      };
    },
  },
  {
    name: "analytics-node",
    vendor: "segment",
    create: (host) => {
      const options = { host, flushAt: FLUSH_AT, flushInterval: 200, retryCount: ATTEMPTS };
      const client = new LegacyAnalytics(KEY, options);
      return {
        call: ({ type, ...call }) => client[type](call),
        close: () => client.flush(),
      };
    },
  },
  {
    name: "@rudderstack/rudder-sdk-node",
    vendor: "rudderstack",
    create: (dataPlaneUrl) => {
      const options = {
        dataPlaneUrl,
        flushAt: FLUSH_AT,
        flushInterval: 200,
        retryCount: ATTEMPTS,
        logLevel: "none",
      };
      const client = new RudderAnalytics(KEY, options);
      return {
        call: ({ type, ...call }) => client[type](call as never),
        close: () => client.flush(),
      };
    },
  },
];
