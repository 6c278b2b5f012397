import type { IncomingMessage, ServerResponse } from "node:http";

/** What becomes of a request: a refusal, or the connection's end before it was read or once it was dealt with. */
export type Fault = 429 | 503 | "reset" | "lost answer";

/** Faults that wait for requests: the next ones meet one each. */
export class Faults {
  readonly #waiting: Fault[] = [];

  get left(): number {
    return this.#waiting.length;
  }

  add(...faults: Fault[]): void {
    this.#waiting.push(...faults);
  }

  /** Has a request meet the next fault. Whether it is dealt with by that, and goes no further. */
  meet(request: IncomingMessage, response: ServerResponse): boolean {
    const fault = request.method === "POST" ? this.#waiting.shift() : undefined;
    switch (fault) {
      case undefined:
        return false;
      case "reset":
        request.socket.destroy();
        return true;
      case "lost answer":
        response.writeHead = () => {
          request.socket.destroy();
          return response;
        };
        return false;
      default:
        refuse(request, response, fault);
        return true;
    }
  }
}

/** Refuses as a collector does, which tells pages of other origins why. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  const { origin } = request.headers;
  if (origin !== undefined) {
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-allow-credentials", "true");
  }
  response.writeHead(status, { "retry-after": "1" });
  request.resume().once("end", () => response.end());
}
