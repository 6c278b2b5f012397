import { TEXT_LIMITS } from "@peekjs/protocol";
import type { CapturedBody, Details } from "../adapter/details.ts";
import type { Ending } from "../adapter/ending.ts";
import { noteMissing } from "../pipeline/missing.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import { bodyText, type DecodeContent } from "./body-text.ts";
import { maskForm } from "../privacy/mask/mask-form.ts";
import { GUARD, maskBeginning } from "../privacy/mask/mask-text.ts";
import { UserAgentMask } from "../privacy/mask/user-agent-mask.ts";
import { Sampler } from "./sampler.ts";
import type { DetailSettings } from "./settings.ts";
import { FetchExchange } from "./fetch-exchange.ts";

interface Surroundings {
  tell(code: string, detail: string): void;
  /** Absent where the platform cannot. */
  decode?: DecodeContent | undefined;
}

/** Details of the requests of one mount, masked. */
export class RequestDetails implements Details {
  readonly requestBodyBytes: number;
  readonly responseBodyBytes: number;
  readonly #settings: DetailSettings;
  readonly #surroundings: Surroundings;
  /** Whether headers or bodies are reported. */
  readonly #isOfExchange: boolean;
  readonly #sampler: Sampler;
  readonly #userAgents: UserAgentMask;

  constructor(settings: DetailSettings, surroundings: Surroundings) {
    const kept = settings.maxBodyBytes + GUARD;
    this.requestBodyBytes = settings.requestBody ? kept : 0;
    this.responseBodyBytes = settings.responseBody ? kept : 0;
    const { requestHeaders, responseHeaders, requestBody, responseBody } = settings;
    this.#isOfExchange = !!(requestHeaders || responseHeaders || requestBody || responseBody);
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#sampler = new Sampler(settings.sampling);
    this.#userAgents = new UserAgentMask(settings.masks);
  }

  watch(request: Request): FetchExchange | undefined {
    if (!this.#isOfExchange) return undefined;
    return new FetchExchange(request, this, this.#settings.contentTypes);
  }

  addTo(record: ObservedRequest, ending: Ending<never>): void {
    this.#addQuery(record, ending.target);
    this.#maskTexts(record);
    if (!this.#settings.errorStack && !this.#isOfExchange) return;
    const decision = this.#sampler.decide(ending, ending.startedAt + ending.durationMs);
    if (decision === "pass over") return;
    if (decision === "left out") {
      this.#tellLimit();
      noteMissing(record, [
        "details are left out: too many failed or slow requests in this second",
      ]);
      return;
    }
    this.#addStack(record, ending.error);
    this.#addExchange(record, ending);
  }

  #addQuery(record: ObservedRequest, target: string): void {
    const { query, masks } = this.#settings;
    const start = target.indexOf("?");
    if (query === undefined || start < 0) return;
    record.query = maskForm(target.slice(start + 1), masks, undefined, query.only);
  }

  /** By the app's own rules too. */
  #maskTexts(record: ObservedRequest): void {
    const { errorMessage, userAgent } = record;
    if (userAgent !== undefined) record.userAgent = this.#userAgents.of(userAgent);
    if (errorMessage === undefined) return;
    const { masks } = this.#settings;
    record.errorMessage = maskBeginning(errorMessage, masks, TEXT_LIMITS.errorMessage);
  }

  #addStack(record: ObservedRequest, error: unknown): void {
    const stack = this.#settings.errorStack ? stackOf(error) : undefined;
    if (stack === undefined) return;
    record.errorStack = maskBeginning(stack, this.#settings.masks, TEXT_LIMITS.errorStack);
  }

  #addExchange(record: ObservedRequest, { exchange }: Ending<never>): void {
    if (exchange === undefined) return;
    const { requestHeaders, responseHeaders } = this.#settings;
    if (requestHeaders) record.requestHeaders = requestHeaders.of(exchange.requestHeaders());
    if (responseHeaders) record.responseHeaders = responseHeaders.of(exchange.responseHeaders());
    const missing: string[] = [];
    if (this.requestBodyBytes > 0) {
      record.requestBody = this.#text("requestBody", exchange.requestBody(), missing);
    }
    if (this.responseBodyBytes > 0) {
      record.responseBody = this.#text("responseBody", exchange.responseBody(), missing);
    }
    if (missing.length > 0) noteMissing(record, missing);
  }

  #text(field: string, body: CapturedBody | undefined, notes: string[]): string | undefined {
    if (body === undefined) return undefined;
    const { text, missing } = bodyText(body, this.#settings, this.#surroundings.decode);
    if (missing !== undefined) notes.push(`${field} ${missing}`);
    return text;
  }

  #tellLimit(): void {
    this.#surroundings.tell(
      "PEEK_W_CAPTURE_LIMIT",
      `More requests failed or were slow in a second than details are captured of (${this.#sampler.perSecond}): those of further ones are left out, their counts are exact. captureSampling.perSecond sets the limit.`,
    );
  }
}

/** Of what apps throw even this may fail. */
function stackOf(error: unknown): string | undefined {
  try {
    const stack: unknown = error instanceof Error ? error.stack : undefined;
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  }
}
