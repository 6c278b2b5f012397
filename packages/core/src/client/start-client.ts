import type { Sdk } from "@peekjs/protocol";
import { connectDestinations } from "../destinations/connect.ts";
import type { Environment } from "../options/environment.ts";
import type { ResolvedOptions } from "../options/resolve.ts";
import type { OpenRequest } from "../pipeline/observed-request.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import type { Recipient } from "../pipeline/recipient.ts";
import type { Cancel, Platform } from "../platform.ts";
import { createAfterResponse, type AfterResponse } from "../serverless/after-response.ts";
import { WAIT_UNTIL_TIME } from "../serverless/limits.ts";

export interface StartSettings {
  options: ResolvedOptions;
  environment: Environment;
  platform: Platform;
  sdk: Sdk;
  openRequests(): readonly OpenRequest[];
  report(trouble: unknown): void;
}

/** What a client that has started works with. */
export interface StartedClient {
  readonly options: ResolvedOptions;
  readonly recipient: Recipient;
  readonly afterResponse: AfterResponse;
  /** The end of the process is no longer of concern. */
  readonly cancelEnd: Cancel;
}

/** Connects a client to where its records go, and to what ends its time: a request's answer, or the process. */
export function startClient(settings: StartSettings): StartedClient {
  const { options, environment, platform, report } = settings;
  const recipient = connect(settings);
  const advice = platform.serverlessAdvice(environment, options);
  const afterResponse = createAfterResponse({
    isServerless: advice !== undefined,
    deliver: () => recipient.sendWithin(WAIT_UNTIL_TIME),
    onUnattended: () => recipient.diagnose({ code: "PEEK_W_SERVERLESS", detail: advice ?? "" }),
    trouble: report,
  });
  const cancelEnd = platform.onEnd(
    options,
    (timeout) => recipient.flushAtEnd(timeout).catch(report),
    () => recipient.writeAll(),
  );
  if (options.guessedEndpoint || options.debug === true) platform.print(describeTargets(options));
  return { options, recipient, afterResponse, cancelEnd };
}

function connect(settings: StartSettings): Recipient {
  const { url, destinations } = settings.options;
  const collector = url === undefined ? undefined : new Pipeline(settings);
  return collector !== undefined && destinations.length === 0
    ? collector
    : connectDestinations(collector, settings);
}

function describeTargets({ url, destinations, service, environment }: ResolvedOptions): string {
  const names = destinations.map(({ name }) => name);
  const targets = (url === undefined ? names : [url.origin, ...names]).join(", ");
  return `[peek] → ${targets} as "${service}" (${environment})`;
}
