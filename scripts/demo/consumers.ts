import { createHmac } from "node:crypto";

/** The key under which the demo's APIs hash the credentials of their callers. */
export const CONSUMER_HASH_KEY = "peek-demo";

/** The id under which a caller must appear: `c_` and 22 characters of HMAC-SHA256 over its API key. */
export function consumerId(apiKey: string): string {
  const digest = createHmac("sha256", CONSUMER_HASH_KEY).update(apiKey).digest("base64url");
  return `c_${digest.slice(0, 22)}`;
}
