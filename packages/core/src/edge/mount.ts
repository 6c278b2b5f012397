import { PeekError } from "@peekjs/protocol";
import type { AdapterClient } from "../adapter/adapter-client.ts";
import type { Adapter } from "../adapter/adapter.ts";
import type { CommonMount } from "../adapter/common-mount.ts";
import { importedDetails } from "../adapter/edge-client.ts";
import type { Ending } from "../adapter/ending.ts";
import { CLIENT } from "../adapter/shared-keys.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { Consumer, ConsumerIdentity, MountOptions } from "../options/options.ts";
import type { Peek } from "../client/peek.ts";
import { extensions } from "./extensions.ts";

type Callback = { call?(self: unknown, request: unknown): unknown };

/**
 * Connects an adapter to a client, where a request that ends with its isolate is never seen to end: there is neither a
 * list of those that run nor a diagnostic that needs to watch many.
 *
 * @param options override the client's own for this mount
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given, `PEEK_E_NOT_IMPORTED` when details are
 * asked for and not imported, `PEEK_E_OPTION` when they are asked for in a way that cannot work
 */
export function createMount<FrameworkRequest>(
  peek: Peek,
  options: MountOptions<FrameworkRequest>,
  adapter: Adapter<FrameworkRequest>,
): CommonMount<FrameworkRequest> {
  const client = (peek as { [CLIENT]?: AdapterClient } | undefined)?.[CLIENT];
  if (!client) {
    throw new PeekError("PEEK_E_CLIENT", `${adapter.name} needs a client: createPeek().`);
  }
  const asked: MountOptions<FrameworkRequest> & Record<string, unknown> = { ...client.options };
  for (const [name, value] of Object.entries(options)) asked[name] = value ?? asked[name];

  /** Whatever fails here is no matter of the request. */
  function attempt<Result>(work: () => Result, option?: string): Result | undefined {
    try {
      const result = work();
      // An app's promise, rejected later and handled by nobody, would end some processes.
      if (result instanceof Promise) throw result.catch(() => {});
      return result;
    } catch (cause) {
      client!.trouble(
        option ? new PeekError("PEEK_E_CALLBACK", `${option}: ${String(cause)}`, { cause }) : cause,
      );
    }
  }
  const diagnose = (code: string, detail: string): void => client.diagnose({ code, detail });
  const details = importedDetails(asked)?.(asked, diagnose);

  const report = (ending: Ending<FrameworkRequest>): void =>
    attempt(() => {
      // What a function that the app gave as an option answers.
      const ask = (option: "ignore" | "identifyConsumer" | "clientAddress"): unknown =>
        attempt(
          () => (asked[option] as Callback | undefined)?.call?.(asked, ending.request),
          option,
        );
      if (ask("ignore")) return;
      const { error, target, outcome } = ending;
      const { consumer = ask("identifyConsumer") as ConsumerIdentity } = ending;
      // A text is the id itself; what is neither text nor such an object, rows leave out.
      const { id = consumer, name, group } = (consumer ?? {}) as Partial<Consumer>;
      const isNamed = id && typeof id === "string";
      const credential =
        isNamed || consumer === null ? undefined : ending.apiKey || ending.authorization;
      const [, traceId, spanId] = ending.traceparent?.split("-") ?? [];
      const record: ObservedRequest = {
        ...ending,
        timestamp: client.wallTime(ending.startedAt),
        outcome: outcome === "completed" ? undefined : outcome,
        path: asked.capturePath === false ? undefined : target.split("?")[0],
        consumer: id as string | undefined,
        consumerName: name,
        consumerGroup: group,
        // Of a credential it is told with the hash.
        consumerSource: isNamed ? "app" : undefined,
        credential,
        clientAddress: ask("clientAddress") as string | undefined,
        traceId,
        spanId,
      };
      // Apps throw what they like: what cannot be read of it costs no record.
      attempt(() => {
        if (error == null) return;
        const { name, message, constructor } = error as Partial<Error>;
        record.errorType = (name === "Error" ? constructor?.name : name) ?? typeof error;
        record.errorMessage = extensions.maskMessage?.(message ?? error);
      });
      details?.addTo(record, ending as Ending<never>);
      client.accept(record);
    });

  client.mounted(adapter);
  return {
    client,
    details,
    isActive: (bindings) => !!attempt(() => client.wake(bindings)),
    routeOf: (request, status) => attempt(() => adapter.routeOf(request, status)),
    errorOf: (request) => attempt(() => adapter.errorOf?.(request)),
    report,
    diagnose,
    diagnoseDouble: () =>
      diagnose("PEEK_W_DOUBLE", `Remove one of two ${adapter.name} of one client.`),
  };
}
