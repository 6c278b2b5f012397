import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import {
  createCollector,
  createKeyRegistry,
  foreignKeyId,
  hashKey,
  type Collector,
} from "@peekjs/collector";
import type { Store, StoredProductEvent, StoredRequest } from "@peekjs/protocol";
import { openStore } from "@peekjs/store";
import { onTestFinished } from "vitest";
import { Faults } from "./faults.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The key that every vendor's client is given. */
export const KEY = "a-vendor's-write-key";

/** A collector in production behind a real server, which can be restarted on the same data and port. */
export class RunningCollector {
  /** Milliseconds that its clock is ahead of the clients'. */
  clockOffset = 0;
  readonly faults = new Faults();
  readonly #directory: string;
  #port = 0;
  #store: Store | undefined;
  #collector: Collector | undefined;
  #server: Server | undefined;

  static async start(): Promise<RunningCollector> {
    const collector = new RunningCollector(temporaryFolder());
    await collector.resume();
    onTestFinished(() => collector.stop());
    return collector;
  }

  private constructor(directory: string) {
    this.#directory = directory;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get store(): Store {
    return this.#store!;
  }

  async resume(): Promise<void> {
    const digest = await hashKey(KEY);
    const entry = { id: foreignKeyId(digest), kind: "w", digest, service: "shop" } as const;
    const store = await openStore({ directory: this.#directory, threads: 1 });
    const collector = createCollector({
      store,
      mode: "production",
      version: "0.0.0",
      ingestUrl: this.url,
      keys: createKeyRegistry([entry]),
      clock: () => Date.now() + this.clockOffset,
    });
    this.#store = store;
    this.#collector = collector;
    const listener = getRequestListener(collector.fetch);
    this.#server = createServer((request, response) => {
      if (!this.faults.meet(request, response)) void listener(request, response);
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection, whatever is under way on it. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
    await this.#collector!.close();
    await this.#store!.close();
  }

  /** What is kept, the oldest first. */
  async events(): Promise<StoredProductEvent[]> {
    const range = { from: 0, to: Date.now() * 2 };
    const { events } = await this.store.productEvents({ ...range, limit: 1_000 });
    return events.toReversed();
  }

  /** Names of the kept events, the smallest first. */
  async eventNames(): Promise<string[]> {
    return (await this.events()).map(({ event }) => event ?? "").toSorted();
  }

  async eventTimes(): Promise<number[]> {
    return (await this.events()).map(({ timestamp }) => timestamp);
  }

  async requests(): Promise<StoredRequest[]> {
    const now = Date.now();
    const range = { from: now - 86_400_000, to: now + 86_400_000 };
    return (await this.store.requests({ ...range, filter: [], limit: 500 })).requests;
  }

  /** Paths of the kept requests without their slash, the smallest first. */
  async requestNames(): Promise<string[]> {
    return (await this.requests()).map(({ path }) => path!.slice(1)).toSorted();
  }

  async requestTimes(): Promise<number[]> {
    return (await this.requests()).map(({ timestamp }) => timestamp);
  }
}
