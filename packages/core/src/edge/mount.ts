import { PeekError } from "@peekjs/protocol";
import { CLIENT, COPY, type AdapterClient } from "../adapter/adapter-client.ts";
import type { Adapter } from "../adapter/adapter.ts";
import type { Ending } from "../adapter/ending.ts";
import type { Mount } from "../adapter/mount.ts";
import type { RunningRequest, RunningRequests } from "../adapter/running-requests.ts";
import type { ObservedRequest } from "../observed-request.ts";
import type { ConsumerIdentity, MountOptions } from "../options/options.ts";
import type { Peek } from "../peek.ts";
import { extensions } from "./extensions.ts";

/** https://www.w3.org/TR/trace-context/#traceparent-header: ids of zeros are invalid. */
const TRACEPARENT =
  /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]{2}(-|$)/;
/** Milliseconds after which a request counts as one that lasts. */
const LASTING = 1_000;
const MOST_ROWS = 100;
/** Requests that end with their isolate are never seen to end: they are not to be kept for that. */
const MOST_RUNNING = 10_000;

const DETAIL = /^capture(?!Path|Sampling)/;

/** All that adapters use of a mount. */
interface PublicMount<R> extends Omit<Mount<R>, "running"> {
  running: Pick<RunningRequests<R>, "add" | "remove">;
}

/**
 * Connects an adapter to a client: what a mount is elsewhere, without the diagnostics that need to watch many requests.
 *
 * @param options override the client's own for this mount
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given, `PEEK_E_NOT_IMPORTED` when details are
 * asked for and not imported, `PEEK_E_OPTION` when they are asked for in a way that cannot work
 */
export function createMount<FrameworkRequest>(
  peek: Peek,
  options: MountOptions<FrameworkRequest>,
  adapter: Adapter<FrameworkRequest>,
): Mount<FrameworkRequest> {
  const client = (peek as { [CLIENT]?: AdapterClient } | undefined)?.[CLIENT];
  if (client === undefined) {
    throw new PeekError("PEEK_E_CLIENT", `${adapter.name} needs what createPeek() returns.`);
  }
  const running = new Set<RunningRequest<FrameworkRequest>>();

  /** Whatever fails here, or in what it calls, is no matter of the request. */
  function attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      client!.trouble(error);
      return undefined;
    }
  }
  /** What a function that the app gave as an option answers. */
  function ask(
    option: "ignore" | "identifyConsumer" | "clientAddress",
    request: FrameworkRequest,
  ): unknown {
    try {
      const answer: unknown = options[option] ?? client!.options[option];
      return typeof answer === "function" ? (answer(request) as unknown) : undefined;
    } catch (cause) {
      const message = `${option} failed (${cause instanceof Error ? cause.message : typeof cause}): make it cope with every request.`;
      client!.trouble(new PeekError("PEEK_E_CALLBACK", message, { cause }));
      return undefined;
    }
  }
  const diagnose = (code: string, detail: string): void => client.diagnose({ code, detail });
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const asked: MountOptions<never> = { ...client.options, ...Object.fromEntries(given) };
  const details = client.createDetails?.(asked, diagnose);
  if (
    client.createDetails === undefined &&
    Object.entries(asked).some(([name, value]) => DETAIL.test(name) && value)
  ) {
    throw new PeekError("PEEK_E_NOT_IMPORTED", 'capture…: import "@peekjs/core/details" first.');
  }
  const routeOf = (request: FrameworkRequest): string | undefined =>
    attempt(() => adapter.routeOf(request));

  function report(ending: Ending<FrameworkRequest>): void {
    const { request, target, error, startedAt, apiKey, authorization, traceparent, ...seen } =
      ending;
    if (ask("ignore", request)) return;
    const identity = (
      seen.consumer === undefined ? ask("identifyConsumer", request) : seen.consumer
    ) as ConsumerIdentity;
    const given = typeof identity === "string" ? { id: identity } : (identity ?? undefined);
    const credential = identity === null || given?.id ? undefined : apiKey || authorization;
    const [, traceId, spanId] = TRACEPARENT.exec(traceparent ?? "") ?? [];
    const record: ObservedRequest = {
      ...seen,
      timestamp: client!.wallTime(startedAt),
      path:
        (options.capturePath ?? client!.options.capturePath) === false
          ? undefined
          : target.replace(/\?.*/s, ""),
      outcome: seen.outcome === "completed" ? undefined : seen.outcome,
      consumer: given?.id,
      consumerName: given?.name,
      consumerGroup: given?.group,
      consumerSource: credential
        ? apiKey
          ? "api_key"
          : "authorization"
        : given?.id
          ? "app"
          : undefined,
      credential,
      clientAddress: ask("clientAddress", request) as string | undefined,
      traceId,
      spanId,
    };
    if (error != null) {
      const { name, message, constructor } = error as Partial<Error>;
      record.errorType = (name === "Error" ? constructor?.name : name) ?? typeof error;
      // Apps throw texts too, and write into them what they got.
      record.errorMessage = extensions.maskMessage?.(message ?? error);
    }
    details?.addTo(record, ending as Ending<never>);
    client!.accept(record);
  }

  const mount: PublicMount<FrameworkRequest> = {
    client,
    adapter,
    details,
    running: {
      add(request) {
        if (running.size === MOST_RUNNING) running.clear();
        running.add(request);
      },
      remove: (request) => void running.delete(request),
    },
    openRequests() {
      const rows = new Map<string, [string, string | null, number]>();
      for (const { method, request, startedAt } of running) {
        if (performance.now() - startedAt < LASTING || rows.size === MOST_ROWS) break;
        const route = routeOf(request) ?? null;
        const row = rows.get(`${method} ${route}`) ?? [method, route, 0];
        row[2]++;
        rows.set(`${method} ${route}`, row);
      }
      return [...rows.values()];
    },
    isActive: (bindings) => attempt(() => client.wake(bindings)) ?? false,
    routeOf,
    errorOf: (request) => attempt(() => adapter.errorOf?.(request)),
    report: (ending) => attempt(() => report(ending)),
    diagnose,
    diagnoseDouble: () =>
      diagnose("PEEK_W_DOUBLE", `Remove one of two ${adapter.name} with the same client.`),
    diagnoseRoutesBefore: (routes) => {
      if (routes > 0)
        diagnose("PEEK_W_AFTER_ROUTES", `${routes} routes come before peek(): move it above them.`);
    },
  };
  client.mounted(`${adapter.name} ${adapter.version}`, mount.openRequests, COPY);
  return mount as unknown as Mount<FrameworkRequest>;
}
