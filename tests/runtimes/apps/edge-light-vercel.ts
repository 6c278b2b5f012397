import type { ExecutionContext } from "hono";
import { fetch } from "./hono-app.ts";

interface FetchEvent extends ExecutionContext {
  request: Request;
  respondWith(response: Response | Promise<Response>): void;
}

declare function addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;

// As on Vercel, where a framework such as Hono is handed the request alone.
addEventListener("fetch", (event) => {
  const context = { waitUntil: (promise: Promise<unknown>) => event.waitUntil(promise) };
  Object.assign(globalThis, { [Symbol.for("@vercel/request-context")]: { get: () => context } });
  event.respondWith(fetch(event.request));
});
