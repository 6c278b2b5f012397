import type { Server } from "node:http";
import type { Surroundings } from "./surroundings.ts";

/** What the suite needs of a client; `Peek` of `@peekjs/core` is one. */
export interface ClientUnderTest {
  flush(): Promise<unknown>;
  shutdown(): Promise<unknown>;
}

/** Options that the suite makes clients with; `createPeek` of `@peekjs/core` takes them. */
export interface ClientOptions {
  endpoint: string;
  disabled: false;
  durability: "memory";
  maxStorageBytes: 0;
  flushInterval: number;
  consumerHashKey: string;
  onError: (error: Error & { code: string }) => void;
  identifyConsumer?: (request: any) => string | null | undefined;
  ignore?: (request: any) => boolean;
  clientAddress?: false | "full" | ((request: any) => string | undefined);
  captureQuery?: boolean;
  captureHeaders?: boolean;
  captureBody?: boolean | { maxBytes: number };
  captureErrorStack?: boolean;
  captureSampling?: { perSecond: number; share: number };
}

/** How an app under test is set up. */
export interface AppSetup<Client> {
  /** Each is registered before the routes, in this order; one that comes twice is registered twice. */
  clients: readonly Client[];
  /** Registered once more inside what is mounted at `/tenants/:tenant`. */
  inner?: Client;
  /** Its `before` is registered in front of the clients, its `after` right behind them. */
  surroundings?: Surroundings;
  /** Whether the app trusts the proxy in front of it; only with `shows.trustProxy`. */
  isBehindProxy?: boolean;
}

export interface RunningApp {
  port: number;
  server: Server;
  close(): Promise<void>;
}

/**
 * An adapter on its real framework.
 *
 * `startApp` listens on a free port of 127.0.0.1 with these routes, and nothing that answers anything else but the
 * framework's own 404:
 *
 * | route | answers |
 * | --- | --- |
 * | `GET /ok` | 200, `ok` |
 * | `POST /echo` | 200, the bytes it was sent; accepts 2 MB |
 * | `GET /users/:id` | 200, JSON |
 * | `GET /tenants/:tenant/orders/:order` | 200, JSON; a router of its own, mounted at `/tenants/:tenant` |
 * | `GET /files/…` | 200; a wildcard of any depth |
 * | `GET /guarded/:zone/…` | 401 out of a middleware mounted at `/guarded/:zone` |
 * | `GET /throws-sync` | throws `new TypeError("sync failure")` before anything asynchronous |
 * | `GET /rejects` | rejects with `new RangeError("async failure")` |
 * | `GET /no-content`, `/not-modified`, `/redirect` | 204; 304; 302 to `/ok` |
 * | `GET /stream` | 200, chunked: `one`, `two`, `three` |
 * | `GET /broken-stream` | 200, streams `partial`, then the source fails |
 * | `GET /endless` | 200, streams without end, as fast as it is read |
 * | `GET /sse` | 200, `text/event-stream`: one event, then stays open |
 * | `GET /slow` | nothing until the client has left |
 * | `GET /me`, `/nobody` | 200 after `setConsumer({ id: "user-7", name: "Seven", group: "team" })`; `setConsumer(null)` |
 * | `GET /members/:id` | 200, behind an authentication middleware that calls `setConsumer("member")` |
 * | `POST /validated` | 400: its JSON body lacks what the framework's own validation asks for |
 * | `GET /inner/deep/:id` | 200, JSON; another app of the framework, mounted at `/inner` |
 * | `GET /compressed` | 200, 20,000 bytes of text through the framework's compression |
 * | `GET /surroundings` | 200, JSON: what `surroundings.tell()` returns; only with `shows.surroundings` |
 * | `GET /raw/:name` | hands Node's own request and response to `answerRaw` |
 */
export interface AdapterSubject<Client extends ClientUnderTest = any> {
  /** For the titles: `@peekjs/express on express 5.3`. */
  name: string;
  createClient(options: ClientOptions): Client;
  startApp(setup: AppSetup<Client>): Promise<RunningApp>;
  /** `attach` of `@peekjs/node`, for adapters of frameworks on a server of Node's. */
  attach?: (server: Server, client: Client) => void;
  /** A header of what `identifyConsumer` and `ignore` are given. */
  header(request: any, name: string): string | undefined;
  shows: AdapterShows;
}

/** In what frameworks differ: without what is optional, the adapter and its framework do as most do. */
export interface AdapterShows {
  /** The template of `/files/…`. */
  wildcard: string;
  /**
   * How a parameter is written in a template.
   *
   * @default `:name`
   */
  parameter?: (name: string) => string;
  /** The template of `/guarded/:zone/…`; undefined when only a route's own can be known. */
  guarded: string | undefined;
  /** Classes of thrown errors. @default true */
  errors?: boolean;
  /** How long handlers took. @default false */
  handlerTime?: boolean;
  /** Whether `setConsumer` exists. @default true */
  setConsumer?: boolean;
  /** Whether the adapter can be registered inside a mounted router too. @default false */
  inner?: boolean;
  /** Whether the app compresses `/compressed`. @default true */
  compression?: boolean;
  /** Whether the framework ends a response whose source failed; some leave the client waiting. @default true */
  endsBrokenStreams?: boolean;
  /** Whether the adapter can report headers and bodies. @default true */
  details?: boolean;
  /** Whether the app can register something in front of the clients. @default true */
  surroundings?: boolean;
  /** What the app is told to write where it does not trust the proxy in front of it, if the framework can do that. */
  trustProxy?: string;
  /** Whether what Node refuses in front of the framework is recorded. @default false */
  refusals?: boolean;
  /**
   * What becomes of a request with `Host: [`: a server that refuses it by itself may be seen to.
   *
   * @default "handled"
   */
  hostileHost?: "handled" | "refused" | "unseen";
}

/** A template as the subject's framework writes it. */
export function templateOf({ shows }: AdapterSubject, template: string): string {
  const { parameter } = shows;
  return parameter === undefined
    ? template
    : template.replace(/:(\w+)/g, (_, name: string) => parameter(name));
}
