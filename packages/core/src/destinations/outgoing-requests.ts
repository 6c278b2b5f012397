import type { RequestRecord } from "@peekjs/protocol";
import { ConsumerIds } from "../consumer/consumer-ids.ts";
import { consumerHashKey } from "../consumer/hash-key.ts";
import { fit } from "../intake/fit.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { ResolvedOptions } from "../options/resolve.ts";
import type { Platform } from "../platform.ts";
import { redactPath } from "../privacy/redact-path.ts";

/** Makes requests ready to leave the process, as they are made ready for a collector. */
export class OutgoingRequests {
  readonly #maxEventBytes: number;
  /** Undefined without a key: under a hash that anyone can repeat a credential would be as good as shown. */
  readonly #ids: ConsumerIds | undefined;

  constructor(options: ResolvedOptions, hmac: Platform["hmac"]) {
    this.#maxEventBytes = options.maxEventBytes;
    const hasKey = options.consumerHashKey !== undefined || options.apiKey !== undefined;
    this.#ids = hasKey ? new ConsumerIds(consumerHashKey(options, hmac), hmac) : undefined;
  }

  /** Copies: a collector's group may hold the same requests. Those that are too large are left out. */
  prepare(requests: readonly ObservedRequest[]): RequestRecord[] {
    return requests.flatMap((request) => {
      const copy = { ...request };
      if (this.#ids !== undefined) this.#ids.name(copy);
      else if (copy.credential !== undefined) copy.consumerSource = undefined;
      const { credential: _, ...record } = copy;
      if (record.path !== undefined) record.path = redactPath(record.path);
      return fit(record, this.#maxEventBytes) ? [record] : [];
    });
  }
}
