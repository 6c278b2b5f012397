import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXAMPLE_APIS, type ServiceName } from "./apis.ts";
import { Child, inRepository } from "./child.ts";
import { CONSUMER_HASH_KEY } from "./consumers.ts";
import { assertPortIsFree } from "./ports.ts";
import type { Origins } from "./traffic.ts";

/** The collector and the example APIs, running; everything they write is in one temporary folder. */
export class Suite {
  readonly url: string;
  readonly origins: Origins;
  readonly #port: number;
  readonly #folder: string;
  readonly #apis: Child[] = [];
  #collector: Child | undefined;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    this.url = `http://localhost:${port}`;
    this.origins = Object.fromEntries(
      EXAMPLE_APIS.map(({ service }, index) => [service, `http://127.0.0.1:${port + 1 + index}`]),
    ) as Record<ServiceName, string>;
  }

  /**
   * Starts the collector on a port and the APIs on those after it.
   *
   * @throws ScriptError `PEEK_E_PORT_IN_USE` or `PEEK_E_START`; then nothing is left behind.
   */
  static async start(port: number): Promise<Suite> {
    for (let offset = 0; offset <= EXAMPLE_APIS.length; offset++) {
      await assertPortIsFree(port + offset);
    }
    const suite = new Suite(port, await mkdtemp(join(tmpdir(), "peek-demo-")));
    try {
      await suite.#startCollector();
      await suite.#startApis();
    } catch (error) {
      await suite.stop();
      throw error;
    }
    return suite;
  }

  /** Stops the APIs, then the collector they report to, and removes what they wrote. */
  async stop(): Promise<void> {
    await Promise.all(this.#apis.map((api) => api.stop()));
    await this.#collector?.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What a process printed that should not have ended. */
  failure(): string | undefined {
    const ended = [this.#collector, ...this.#apis].find((child) => child?.running === false);
    return ended?.output.trim();
  }

  async #startCollector(): Promise<void> {
    const args = [inRepository("packages/cli/bin/peek.js"), "dev", "--json"];
    args.push("--port", String(this.#port), "--data-dir", join(this.#folder, "data"));
    const collector = new Child("The collector", args, this.#folder, {});
    this.#collector = collector;
    await collector.ready(() => collector.output.includes(`"url":"${this.url}"`));
  }

  async #startApis(): Promise<void> {
    for (const { service, framework, script } of EXAMPLE_APIS) {
      const { port } = new URL(this.origins[service]);
      const api = new Child(`The ${framework} example`, [inRepository(script)], this.#folder, {
        PORT: port,
        PEEK_ENDPOINT: this.url,
        PEEK_SERVICE: service,
        PEEK_CONSUMER_HASH_KEY: CONSUMER_HASH_KEY,
        PEEK_STORAGE_PATH: join(this.#folder, "spool"),
      });
      this.#apis.push(api);
      // It prints its address; a request to find out would be reported too.
      await api.ready(() => api.output.includes(service));
    }
  }
}
