import type { ExecutionContext } from "hono";
import { fetch } from "./hono-app.ts";

interface FetchEvent extends ExecutionContext {
  request: Request;
  respondWith(response: Response | Promise<Response>): void;
}

declare function addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;

addEventListener("fetch", (event) => event.respondWith(fetch(event.request, {}, event)));
