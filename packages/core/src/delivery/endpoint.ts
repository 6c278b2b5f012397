import { PeekError } from "@peekjs/protocol";
import { internalError } from "../diagnostics/report.ts";
import type { WrittenEnvelope } from "./envelope.ts";
import type { Transport } from "./transport.ts";
import { judge, type Verdict } from "./verdict.ts";

export interface EndpointSettings {
  transport: Transport;
  /** Told what is sent and answered. */
  trace(line: string): void;
}

/** The one who is sent envelopes, and what its answers mean. */
export class Endpoint {
  readonly #settings: EndpointSettings;
  #isClosed = false;
  #isUnheard = false;

  constructor(settings: EndpointSettings) {
    this.#settings = settings;
  }

  /** Sends an envelope. Never rejects; never resolves once answers are not heard any more. */
  async ask(envelope: WrittenEnvelope): Promise<Verdict> {
    const verdict = await this.#exchange(envelope);
    return this.#isUnheard ? new Promise(() => undefined) : verdict;
  }

  /** Cuts connections, so that they keep no process alive. */
  cut(): void {
    this.#settings.transport.close();
  }

  /** Nothing is sent from now on, and connections are cut. */
  close(): void {
    this.#isClosed = true;
    this.cut();
  }

  /** What was in flight has been given up: it is another's by now, and no answer to it is heard. */
  ignoreAnswers(): void {
    this.#isUnheard = true;
  }

  async #exchange({ body, headers }: WrittenEnvelope): Promise<Verdict> {
    const { transport, trace } = this.#settings;
    try {
      if (this.#isClosed) throw new PeekError("PEEK_E_UNREACHABLE", "The client was shut down.");
      const reply = await transport.send(body, headers);
      trace(
        `sent ${headers["idempotency-key"] ?? "a greeting"}, ${body.length} characters: ${reply.status} ${reply.body.slice(0, 200)}`,
      );
      return judge(reply);
    } catch (error) {
      return { kind: "unreachable", error: internalError(error) };
    }
  }
}
