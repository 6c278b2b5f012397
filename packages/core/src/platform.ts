import type { CreateDetails } from "./adapter/details.ts";
import type { Environment } from "./options/environment.ts";
import type { PlatformDefaults, ResolvedOptions } from "./options/resolve.ts";
import type { Transport } from "./delivery/transport.ts";
import type { Spool } from "./delivery/spool.ts";
import type { Report } from "./report.ts";

/** Everything in which a Node process and an edge isolate differ. */
export interface Platform {
  /** Reported as `sdk.runtime`, e.g. `node 20.20.2`. */
  readonly runtime: string;
  readonly host: string | undefined;
  /** False where module scope may start nothing and the environment comes with the first request. */
  readonly wakesAtCreation: boolean;
  /** Whether the platform allows random values, timers and connections at the moment; absent: always. */
  mayStart?(): boolean;
  /** Reads what `PEEK_*` and `OTEL_*` variables say; on the edge they may come with a request. */
  environment(bindings?: unknown): Environment;
  defaults(environment: Environment): PlatformDefaults;
  createTransport(options: ResolvedOptions): Transport;
  /** Undefined where there is no disk, or none that can be written. */
  openSpool(options: ResolvedOptions, instance: string, report: Report): Spool | undefined;
  /** HMAC-SHA256; synchronous where the platform can, so that a group can be written at any moment. */
  hmac(key: string | Uint8Array, text: string): Uint8Array | Promise<Uint8Array>;
  /** A timer that keeps no process alive and inherits no request's async context. */
  schedule(task: () => void, milliseconds: number): Cancel;
  /** Resolves when the event loop has had its turn. */
  nextTurn(): Promise<void>;
  /** Keeps the process alive until the promise settles; for the flush that an app awaits. */
  hold<T>(promise: Promise<T>): Promise<T>;
  /** What reports the details that options ask for; absent where nothing is loaded that could. */
  createDetails?: CreateDetails;
  /** Writes one line where operators look. */
  print(line: string): void;
  /**
   * What to do where nothing works once requests are answered, unless somebody flushes; undefined where that is not so.
   */
  serverlessAdvice(environment: Environment, options: ResolvedOptions): string | undefined;
  /** Flushes at the natural end of the process and on the signals asked for. */
  onEnd(
    options: ResolvedOptions,
    flush: (timeout: number) => Promise<unknown>,
    keep: () => void,
  ): Cancel;
}

export type Cancel = () => void;
