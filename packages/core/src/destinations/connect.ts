import type { Destination, DestinationConnection } from "@peekjs/protocol";
import type { PipelineSettings } from "../pipeline/pipeline-parts.ts";
import type { Recipient } from "../pipeline/recipient.ts";
import type { Report } from "../diagnostics/report.ts";
import { AbandonableFetch } from "./abandonable-fetch.ts";
import { brokenDestination } from "./broken-destination.ts";
import { FanOut } from "./fan-out.ts";
import { Feed } from "./feed.ts";
import { NoCollector } from "./no-collector.ts";
import { OutgoingRequests } from "./outgoing-requests.ts";

/**
 * Connects a client's destinations, beside its collector if it has one. A destination that cannot be connected is
 * reported and left out.
 */
export function connectDestinations(
  collector: Recipient | undefined,
  { options, platform, report }: Pick<PipelineSettings, "options" | "platform" | "report">,
): Recipient {
  const { service, environment, maxBufferSize, sampleRate } = options;
  const outgoing = new OutgoingRequests(options, platform.hmac);
  const feeds = options.destinations.flatMap((destination) => {
    const requests = new AbandonableFetch(platform.schedule);
    const connection = connect(destination, requests.fetch, report);
    if (connection === undefined) return [];
    return new Feed({
      connection,
      requests,
      source: { service, environment },
      maxBufferSize,
      outgoing,
      platform,
      report,
    });
  });
  return new FanOut({
    collector: collector ?? new NoCollector(report),
    hasCollector: collector !== undefined,
    feeds,
    sampleRate,
  });
}

function connect(
  destination: Destination,
  fetch: typeof globalThis.fetch,
  report: Report,
): DestinationConnection | undefined {
  try {
    return destination.connect({ fetch, report });
  } catch (error) {
    report(brokenDestination(destination.name, "cannot be connected and gets nothing", error));
    return undefined;
  }
}
