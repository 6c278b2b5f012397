import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_CONSUMERS } from "../../packages/cli/src/demo/consumers.ts";
import { createPicker, createRandom } from "../../packages/cli/src/demo/random.ts";
import type { ServiceName } from "./apis.ts";
import { type Call, CALLS, type Numbers } from "./calls.ts";
import { consumerId } from "./consumers.ts";
import { sendCall } from "./send-call.ts";

/** A request as peek must report it. */
export interface ExpectedRequest {
  service: string;
  method: string;
  path: string;
  route: string | undefined;
  status: number | undefined;
  consumer: string | undefined;
}

/** Where the APIs are. */
export type Origins = Readonly<Record<ServiceName, string>>;

const SEED = 7335;
const REQUESTS_PER_SECOND = 40;
const TICK = 100;
const ANONYMOUS = 0.06;

/** Steady, seeded traffic over real HTTP: consumers by Zipf's law, the calls by their weights. */
export class Traffic {
  readonly #origins: Origins;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #onAnswer: (request: ExpectedRequest) => void;
  readonly #random = createRandom(SEED);
  readonly #pickCall = createPicker(
    CALLS.map(({ weight }) => weight),
    this.#random,
  );
  readonly #pickConsumer = createPicker(
    DEMO_CONSUMERS.map((_, rank) => 1 / (rank + 1)),
    this.#random,
  );
  readonly #running = new Set<Promise<void>>();

  constructor(origins: Origins, onAnswer: (request: ExpectedRequest) => void) {
    this.#origins = origins;
    this.#onAnswer = onAnswer;
  }

  /** Sends until the signal aborts, then waits for the answers. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A wave of a minute, so that the charts are not flat.
      const wave = 1 + 0.4 * Math.sin((Date.now() / 60_000) * 2 * Math.PI);
      const due = (REQUESTS_PER_SECOND * wave * TICK) / 1_000;
      for (let left = due + this.#random.next(); left >= 1; left--) this.#start(signal);
      await sleep(TICK, undefined, { signal }).catch(() => undefined);
    }
    await Promise.all(this.#running);
    this.#agent.destroy();
  }

  #start(signal: AbortSignal): void {
    const sending = this.#send(CALLS[this.#pickCall()]!)
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      })
      .finally(() => this.#running.delete(sending));
    this.#running.add(sending);
  }

  async #send({ service, method, route, target, body, headers }: Call): Promise<void> {
    const numbers: Numbers = (most) => 1 + this.#random.below(most);
    // Each sends its name as its API key.
    const apiKey =
      this.#random.next() < ANONYMOUS ? undefined : DEMO_CONSUMERS[this.#pickConsumer()];
    const fullTarget = target(numbers);
    const status = await sendCall(
      {
        origin: this.#origins[service],
        method,
        target: fullTarget,
        headers: { ...headers, ...(apiKey !== undefined && { "x-api-key": apiKey }) },
        body: body && JSON.stringify(body(numbers)),
      },
      this.#agent,
    );
    const [path = ""] = fullTarget.split("?");
    // Without an API key the Authorization header tells who calls.
    const credential = apiKey ?? headers?.["authorization"]?.replace("Bearer ", "");
    const consumer = credential === undefined ? undefined : consumerId(credential);
    this.#onAnswer({ service, method, path, route, status, consumer });
  }
}
