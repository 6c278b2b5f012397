import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { DestinationOptions } from "@peekjs/destinations";
import type { DeadLettersPage, DestinationsList, DestinationStats } from "@peekjs/protocol";
import { onTestFinished } from "vitest";
import { freePort } from "../../../../../tests/support/free-port.ts";
import { FROM_SOURCES } from "../../../../../tests/support/from-sources.ts";

const PROGRAM = fileURLToPath(new URL("collector-program.ts", import.meta.url));

/** A destination of the collector: where it is, a file's path for `ndjson`. */
export interface Target {
  type: "meta" | "tiktok" | "reddit" | "ga4" | "webhook" | "otlp" | "ndjson";
  name: string;
  url: string;
  /** In place of a pace that is quick enough for tests. */
  options?: DestinationOptions;
}

/** Of each destination's queue; absent: the collector's own. */
export interface QueueBounds {
  maxQueueEvents?: number;
  maxQueueBytes?: number;
  maxDeadLetters?: number;
}

/** A collector with destinations as a process of its own, which can be killed and started again on its folder and port. */
export class CollectorProcess {
  readonly #args: string[];
  readonly url: string;
  #child: ChildProcess | undefined;

  static async start(
    directory: string,
    targets: readonly Target[],
    bounds: QueueBounds = {},
  ): Promise<CollectorProcess> {
    const texts = [targets, bounds].map((one) => JSON.stringify(one));
    const collector = new CollectorProcess(directory, await freePort(), texts);
    onTestFinished(() => collector.kill());
    await collector.start();
    return collector;
  }

  private constructor(directory: string, port: number, texts: readonly string[]) {
    this.#args = [directory, String(port), ...texts];
    this.url = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const child = fork(PROGRAM, this.#args, { execArgv: FROM_SOURCES });
    this.#child = child;
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`The collector ended with ${code ?? signal}.`);
    });
    ended.catch(() => undefined);
    await Promise.race([once(child, "message"), ended]);
  }

  /** Kill -9. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** What the collector tells of its destinations, by name. */
  async stats(): Promise<Record<string, DestinationStats>> {
    const response = await fetch(`${this.url}/peek/v1/destinations`);
    const { destinations } = (await response.json()) as DestinationsList;
    return Object.fromEntries(destinations.map((stats) => [stats.name, stats]));
  }

  /** The ids of what a destination has given up. */
  async deadLetters(name: string): Promise<string[]> {
    const url = `${this.url}/peek/v1/destinations/dead-letters?name=${name}&limit=500`;
    const { letters } = (await (await fetch(url)).json()) as DeadLettersPage;
    return letters.map(({ id }) => id);
  }

  /** Sends calls as a client does: again until they are acknowledged. */
  async send(batch: readonly Record<string, unknown>[]): Promise<void> {
    for (;;) {
      try {
        const body = JSON.stringify({ batch });
        const response = await fetch(`${this.url}/v1/batch`, { method: "POST", body });
        await response.arrayBuffer();
        if (response.ok) return;
      } catch {
        // Killed meanwhile; it will be back.
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
