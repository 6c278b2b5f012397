import type { WaitUntil } from "../serverless/wait-until.ts";

/**
 * The platform's `waitUntil`, wherever it is among what a handler is given: Workers hand it over third, Vercel and
 * Netlify second. Never throws.
 */
export function waitUntilOf(places: readonly unknown[]): WaitUntil | undefined {
  for (const place of places as readonly ({ waitUntil?: WaitUntil } | null | undefined)[]) {
    try {
      if (typeof place?.waitUntil === "function") return place.waitUntil.bind(place);
    } catch {
      // Environments may be proxies that refuse names which they do not know.
    }
  }
  return undefined;
}
