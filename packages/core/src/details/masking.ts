import type { CreateDetails, Details } from "../adapter/details.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { Masks } from "../privacy/mask/masks.ts";
import { UserAgentMask } from "../privacy/mask/user-agent-mask.ts";
import { detailsWith } from "./create-details.ts";
import { readDetailSettings } from "./settings.ts";

const createDetails = detailsWith();

/** Where records come unmasked: takes secrets out of user agents even if no details are asked for. */
export const detailsOrMasking: CreateDetails = (options, tell) =>
  createDetails(options, tell) ?? new Masking(readDetailSettings(options).masks);

/** Reports nothing, and masks what is reported anyway. */
class Masking implements Details {
  readonly requestBodyBytes = 0;
  readonly responseBodyBytes = 0;
  readonly #userAgents: UserAgentMask;

  constructor(masks: Masks) {
    this.#userAgents = new UserAgentMask(masks);
  }

  watch(): undefined {
    return undefined;
  }

  addTo(record: ObservedRequest): void {
    const { userAgent } = record;
    if (userAgent !== undefined) record.userAgent = this.#userAgents.of(userAgent);
  }
}
