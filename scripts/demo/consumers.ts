import { createHmac } from "node:crypto";

/** The key under which the demo's APIs hash the credentials of their callers. */
export const CONSUMER_HASH_KEY = "peek-demo";

/** The demo's callers, the busiest first; each sends its name as its API key. */
export const CONSUMERS: readonly string[] = [
  "storefront-web",
  "storefront-ios",
  "storefront-android",
  "acme-gmbh",
  "northwind",
  "partner-feeds",
  "globex",
  "initech",
  "warehouse-sync",
  "umbrella-retail",
  "hooli",
  "stark-industries",
  "soylent",
  "wonka",
  "tyrell",
  "cyberdyne",
  "vehement",
  "massive-dynamic",
  "pied-piper",
  "price-crawler",
];

/** The id under which a caller must appear: `c_` and 22 characters of HMAC-SHA256 over its API key. */
export function consumerId(apiKey: string): string {
  const digest = createHmac("sha256", CONSUMER_HASH_KEY).update(apiKey).digest("base64url");
  return `c_${digest.slice(0, 22)}`;
}
