import type { CreateDetails } from "./adapter/details.ts";
import type { Environment } from "./options/environment.ts";
import type { PlatformDefaults, ResolvedOptions } from "./options/resolve.ts";
import type { Transport } from "./delivery/transport.ts";
import type { Spool } from "./delivery/spool.ts";
import type { Report } from "./diagnostics/report.ts";

/** What the process offers a client; edge runtimes have a client of their own. */
export interface Platform {
  /** Reported as `sdk.runtime`, e.g. `node 20.20.2`. */
  readonly runtime: string;
  readonly host: string | undefined;
  /** Reads what `PEEK_*` and `OTEL_*` variables say. */
  environment(): Environment;
  defaults(environment: Environment): PlatformDefaults;
  createTransport(options: ResolvedOptions): Transport;
  /** Undefined where there is no disk, or none that can be written. */
  openSpool(options: ResolvedOptions, instance: string, report: Report): Spool | undefined;
  /** HMAC-SHA256. */
  hmac(key: string | Uint8Array, text: string): Uint8Array;
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
    writeAll: () => void,
  ): Cancel;
}

export type Cancel = () => void;
