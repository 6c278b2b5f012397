import type { Destination, PeekError } from "@peekjs/protocol";
import type { BodyRules, HeaderRules, MaskRules, QueryRules, SamplingRules } from "./capture.ts";
import type { TlsOptions } from "./tls.ts";

/**
 * Options of {@link createPeek}. What is given here beats `PEEK_*` variables, which beat `OTEL_*` ones.
 * Times are in milliseconds, sizes in bytes.
 */
export interface PeekOptions extends MountOptions<any> {
  /**
   * Base URL of a collector, or a full URL whose path and query are kept. `PEEK_ENDPOINT`.
   * @default "http://localhost:7335" in development; without one in production the client does nothing
   */
  endpoint?: string | undefined;
  /** Write key of the collector. `PEEK_API_KEY`, `PEEK_API_KEY_FILE`. */
  apiKey?: string | undefined;
  /** Name of the service that reports, at most 128 characters. `PEEK_SERVICE`, `OTEL_SERVICE_NAME`. @default the nearest package's name */
  service?: string | undefined;
  /** At most 64 characters. `PEEK_ENVIRONMENT`. @default NODE_ENV, else "development"; in hosted isolates "production" */
  environment?: string | undefined;
  /** Time between deliveries, 50 … 3,600,000. `PEEK_FLUSH_INTERVAL`. @default 5000; 250 in development */
  flushInterval?: number | undefined;
  /** Records that cause a delivery at once, and the most in one, 1 … 10,000. `PEEK_BATCH_SIZE`. @default 1000; half of a `maxBufferSize` below 2000 */
  batchSize?: number | undefined;
  /** Hard bound of records held in memory, at least `batchSize`. `PEEK_MAX_BUFFER_SIZE`. @default 10000 */
  maxBufferSize?: number | undefined;
  /** A larger record loses its metadata, then bodies, then headers, then itself. `PEEK_MAX_EVENT_BYTES`. @default 65536 */
  maxEventBytes?: number | undefined;
  /** Bound of each process's spool on disk; 0 = no spool. `PEEK_MAX_STORAGE_BYTES`. @default 67108864 */
  maxStorageBytes?: number | undefined;
  /** Folder of the spool. `PEEK_STORAGE_PATH`. @default `$XDG_STATE_HOME/peek`, `~/.local/state/peek` or a private temporary folder */
  storagePath?: string | undefined;
  /**
   * `interval`: what is not delivered within 50 ms is written to the spool; `event`: with every call; `memory`: only what could
   * not be delivered. `PEEK_DURABILITY`.
   * @default "interval"
   */
  durability?: "memory" | "interval" | "event" | undefined;
  /** Quick retries before the client slows down. `PEEK_MAX_RETRIES`. @default 5 */
  maxRetries?: number | undefined;
  /** One delivery, from connecting to the last byte of the answer. `PEEK_TIMEOUT`. @default 15000 */
  timeout?: number | undefined;
  /**
   * Compresses what is sent, beyond 1 KiB, unless the endpoint takes it only as it is. On Node. `PEEK_GZIP`.
   * @default true to an endpoint across the internet; false on this machine and with `allowPrivateEndpoint`
   */
  gzip?: boolean | undefined;
  /** Key of the hash under which consumers' credentials are reported. `PEEK_CONSUMER_HASH_KEY`. @default the salt inside the peek key */
  consumerHashKey?: string | undefined;
  /** Share of single requests that is kept, 0 … 1. `PEEK_SAMPLE_RATE`. @default 1 */
  sampleRate?: number | undefined;
  /** Allows an endpoint at a private address, and http there. `PEEK_ALLOW_PRIVATE_ENDPOINT`. @default false */
  allowPrivateEndpoint?: boolean | undefined;
  /** Signals on which the client flushes and re-raises. @default none: no listener is installed */
  shutdownSignals?: ("SIGTERM" | "SIGINT")[] | undefined;
  /** Flush, for at most one second, when the process ends by itself. `PEEK_FLUSH_ON_EXIT`. @default true */
  flushOnExit?: boolean | undefined;
  /** Called with every trouble; what it throws is swallowed. @default one line on stderr per kind and minute */
  onError?: ((error: PeekError) => void) | undefined;
  /** Says on stderr what is sent and answered. `PEEK_DEBUG`. @default false */
  debug?: boolean | undefined;
  /** For a collector behind a private certificate authority, in PEM: `{ ca: readFileSync("ca.pem") }`. */
  tls?: TlsOptions | undefined;
  /**
   * Where product events, and requests where a destination takes them, go on to from the app itself: `[meta({ … })]` with
   * `@peekjs/destinations`. Needs no endpoint; without one no collector is looked for. On Node, Deno and Bun.
   * @default []
   */
  destinations?: readonly Destination[] | undefined;
  /** Does nothing at all. `PEEK_DISABLED`, `OTEL_SDK_DISABLED`. @default false; true under NODE_ENV=test */
  disabled?: boolean | undefined;
}

/** What an adapter's own options may override for one mount. */
export interface MountOptions<FrameworkRequest> {
  /**
   * Names who calls. Runs once, synchronously, when the request ends, with the framework's own request.
   * `undefined` leaves it to the request's credential, `null` means anonymous.
   */
  identifyConsumer?: ((request: FrameworkRequest) => ConsumerIdentity) | undefined;
  /** Requests for which it returns true are not reported. */
  ignore?: ((request: FrameworkRequest) => boolean) | undefined;
  /** Whether the concrete path is reported. @default true */
  capturePath?: boolean | undefined;
  /**
   * Whether the client's address is reported: `true` without its last part (/24, of IPv6 /48), `"full"` as it is; or a
   * function that tells it, whose answer is reported as it is. Behind a proxy the framework has to trust that one.
   * @default true
   */
  clientAddress?:
    | boolean
    | "full"
    | ((request: FrameworkRequest) => string | undefined)
    | undefined;
  /** Whether the query string is reported, masked. @default false */
  captureQuery?: boolean | QueryRules | undefined;
  /** Whether headers are reported, masked. @default false */
  captureHeaders?: boolean | HeaderRules | undefined;
  /** Whether bodies of JSON, forms and text are reported, masked. @default false */
  captureBody?: boolean | BodyRules | undefined;
  /** Whether the stack of a thrown error is reported. @default false */
  captureErrorStack?: boolean | undefined;
  /** Of which requests headers, bodies and stacks are reported. @default failed and slow ones first, 100 a second */
  captureSampling?: SamplingRules | undefined;
  /** What else is masked in what is captured, in user agents and messages of errors. @default {} */
  mask?: MaskRules | undefined;
}

/** An id, or an id with a name and a group; `undefined` asks the next in line, `null` means anonymous. */
export type ConsumerIdentity = string | Consumer | null | undefined;

export interface Consumer {
  id: string;
  name?: string | undefined;
  group?: string | undefined;
}
