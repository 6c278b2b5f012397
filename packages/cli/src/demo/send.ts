import type { RequestRecord } from "@peekjs/protocol";
import { ENVELOPE_VERSION } from "@peekjs/protocol";
import { postEnvelope } from "../commands/send-test-request.ts";
import { VERSION } from "../version.ts";
import type { DemoRequest } from "./make-request.ts";
import type { DemoService } from "./services.ts";

const BATCH = 2_000;

/** Reports made-up requests through the real ingest path, batch by batch for each service. */
export class DemoSender {
  readonly #ingestUrl: string;
  readonly #waiting = new Map<DemoService, RequestRecord[]>();

  constructor(ingestUrl: string) {
    this.#ingestUrl = ingestUrl;
  }

  /** Takes a request, and sends those of its service when they make a batch. */
  async add({ service, request }: DemoRequest): Promise<void> {
    const waiting = this.#waiting.get(service) ?? [];
    this.#waiting.set(service, waiting);
    waiting.push(request);
    if (waiting.length >= BATCH) await this.#send(service);
  }

  /** Sends what waits. */
  async flush(): Promise<void> {
    for (const service of this.#waiting.keys()) await this.#send(service);
  }

  async #send(service: DemoService): Promise<void> {
    const requests = this.#waiting.get(service) ?? [];
    this.#waiting.delete(service);
    if (requests.length === 0) return;
    await postEnvelope(this.#ingestUrl, {
      version: ENVELOPE_VERSION,
      sdk: { name: service.sdk, version: VERSION },
      resource: { service: service.name, environment: "demo" },
      sentAt: Date.now(),
      requests,
    });
  }
}
