import { ATTRIBUTE_LIMITS, FORBIDDEN_KEYS, truncate } from "@peekjs/protocol";
import type { HeaderList } from "../adapter/details.ts";
import { maskForm } from "../privacy/mask/mask-form.ts";
import { maskText } from "../privacy/mask/mask-text.ts";
import type { Masks } from "../privacy/mask/masks.ts";
import { REDACTED } from "../privacy/mask/redact.ts";
import { redactPath } from "../privacy/redact-path.ts";
import { type Wildcard, wildcard } from "./wildcard.ts";

/** Headers that describe an exchange and no person. */
const ORDINARY =
  "accept accept-* access-control-* age allow alt-svc authorization cache-control connection content-* cookie date dnt etag expect expires host if-* last-modified link location max-forwards origin pragma prefer preference-applied priority proxy-authenticate proxy-authorization range ratelimit ratelimit-* referer retry-after sec-fetch-* sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform server server-timing set-cookie te traceparent trailer transfer-encoding upgrade user-agent vary via warning www-authenticate x-api-key x-api-version x-cache x-content-type-options x-correlation-id x-frame-options x-powered-by x-ratelimit-* x-request-id x-requested-with x-response-time";
/** Whose value is a URL, or contains one. */
const URLS: ReadonlySet<string> = new Set(["location", "referer", "content-location", "link"]);

/** Reports headers that are listed: those that carry credentials without their value. */
export class HeaderSelection {
  readonly #listed: readonly Wildcard[];
  readonly #masks: Masks;
  readonly #showsQuery: boolean;

  /** @param names in which `*` stands for any characters; undefined: those that say nothing personal */
  constructor(names: readonly string[] | undefined, masks: Masks, showsQuery: boolean) {
    this.#listed = (names ?? ORDINARY.split(" ")).map(wildcard);
    this.#masks = masks;
    this.#showsQuery = showsQuery;
  }

  /** Names in lower case; undefined when none is reported. */
  of(headers: HeaderList): Record<string, string> | undefined {
    const selected = new Map<string, string>();
    for (const [originalName, value] of headers) {
      const name = originalName.toLowerCase();
      if (name.length > ATTRIBUTE_LIMITS.key || FORBIDDEN_KEYS.has(name)) continue;
      if (!this.#listed.some((listed) => listed.test(name))) continue;
      const known = selected.get(name);
      if (known === undefined && selected.size === ATTRIBUTE_LIMITS.count) break;
      const shown = this.#masked(name, value);
      selected.set(name, known === undefined || known === shown ? shown : `${known}, ${shown}`);
    }
    for (const [name, value] of selected)
      selected.set(name, truncate(value, ATTRIBUTE_LIMITS.value));
    return selected.size === 0 ? undefined : Object.fromEntries(selected);
  }

  #masked(name: string, value: string): string {
    if (this.#masks.names.has(name) && value !== "") return REDACTED;
    if (!URLS.has(name)) return maskText(value, this.#masks);
    const [url = "", query] = value.split(/\?(.*)/s, 2);
    const masked = redactPath(maskText(url, this.#masks));
    if (query === undefined) return masked;
    return `${masked}?${this.#showsQuery ? maskForm(query, this.#masks) : REDACTED}`;
  }
}
