import type { EventLike, ServerRequest } from "./event.ts";

/** Stands for the event of h3 2 until h3 has made one, which it never does for a malformed path. */
export class RefusedEvent implements EventLike {
  readonly context = {};
  readonly req: ServerRequest;

  constructor(request: ServerRequest) {
    this.req = request;
  }

  get url(): URL {
    return new URL(this.req.url);
  }

  get path(): string {
    return this.url.pathname + this.url.search;
  }

  get method(): string {
    return this.req.method;
  }

  get headers(): Headers {
    return this.req.headers;
  }

  get runtime(): ServerRequest["runtime"] {
    return this.req.runtime;
  }
}
