import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { webhook } from "@peekjs/destinations";
import type { Store, UserErasure } from "@peekjs/protocol";
import { openStore } from "@peekjs/store";
import { startVendor, type Vendor } from "@peekjs/testing";
import { expect } from "vitest";
import {
  openDestinationStorage,
  type OpenedDestinationStorage,
} from "../../../src/destinations/node/index.ts";
import { createCollector, type Collector } from "../../../src/index.ts";
import { SECRET, temporaryFolder } from "../../destinations/support/events.ts";
import { envelope, row } from "../../support/collector.ts";

/** A collector with all that it keeps in one folder, and a destination that takes nothing for now. */
export class PrivateCollector implements AsyncDisposable {
  readonly directory = temporaryFolder();
  readonly #vendor: Vendor;
  #store!: Store;
  #storage!: OpenedDestinationStorage;
  #collector!: Collector;

  static async start(): Promise<PrivateCollector> {
    const collector = new PrivateCollector(await startVendor(() => ({ status: 503 })));
    await collector.#open();
    return collector;
  }

  private constructor(vendor: Vendor) {
    this.#vendor = vendor;
  }

  async restart(): Promise<void> {
    await this.#close();
    await this.#open();
  }

  /** A product call, or the request of a consumer. */
  async send(call: Record<string, unknown>): Promise<void> {
    const response =
      typeof call.consumer === "string"
        ? await this.#fetch(
            "/v1/ingest",
            envelope([row({ ...call, path: `/of/${call.consumer}` })]),
          )
        : await this.#fetch("/v1/batch", { batch: [call] });
    expect(response.ok).toBe(true);
  }

  async erase(id: string): Promise<UserErasure> {
    const response = await this.#fetch(`/peek/v1/users?id=${id}`, undefined, "DELETE");
    expect(response.status).toBe(200);
    return (await response.json()) as UserErasure;
  }

  /** Message ids of a user's events, as they are kept, and on their way. */
  async exportedEvents(id: string): Promise<{ kept: string[]; outgoing: string[] }> {
    const response = await this.#fetch(`/peek/v1/users/export?id=${id}`);
    const lines = response.status === 404 ? [] : (await response.text()).trimEnd().split("\n");
    const messages = (kind: string): string[] => {
      const found = lines
        .filter((line) => (JSON.parse(line) as { kind: string }).kind === kind)
        .map((line) => /"(m\d+)"/.exec(line)?.[1] ?? line);
      return [...new Set(found)].toSorted();
    };
    return { kept: messages("event"), outgoing: messages("outgoing") };
  }

  /** Which of the texts any file holds. */
  textsFound(texts: readonly string[]): string[] {
    return textsIn(this.directory, texts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await this.#vendor.close();
  }

  async #open(): Promise<void> {
    this.#store = await openStore({ directory: this.directory, memoryLimit: "128MB", threads: 1 });
    this.#storage = await openDestinationStorage({
      directory: join(this.directory, "destinations"),
      allowPrivate: true,
    });
    const pace = { flushInterval: 5, retryDelay: 5, circuitFailures: 1, circuitCooldown: 60_000 };
    const hook = { ...pace, url: this.#vendor.url, secret: SECRET };
    this.#collector = createCollector({
      store: this.#store,
      mode: "development",
      version: "0.0.0",
      ingestUrl: "http://localhost:7335",
      destinationStorage: this.#storage,
      destinations: [
        webhook({ ...hook, name: "hashed" }),
        webhook({ ...hook, name: "raw", personalData: "keep" }),
      ],
      onError: () => {},
    });
  }

  async #close(): Promise<void> {
    await this.#collector.close();
    await this.#storage.close();
    await this.#store.close();
  }

  async #fetch(path: string, body?: unknown, method = body === undefined ? "GET" : "POST") {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return this.#collector.fetch(new Request(`http://localhost:7335${path}`, init));
  }
}

/** Which of the texts any file below the folder holds. */
export function textsIn(directory: string, texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    const path = join(directory, name);
    if (!statSync(path).isFile()) continue;
    const content = readFileSync(path);
    for (const text of texts) if (content.includes(text)) found.add(text);
  }
  return [...found];
}
