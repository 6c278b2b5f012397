import { type Agent, request } from "node:http";

/** A request that is about to be sent. */
export interface OutgoingCall {
  origin: string;
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Sends one request and reads the whole answer; resolves with its status. */
export function sendCall(call: OutgoingCall, agent: Agent): Promise<number> {
  const { method, body } = call;
  const headers =
    body === undefined ? call.headers : { ...call.headers, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(call.target, call.origin), { method, headers, agent });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      response.on("error", reject);
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    outgoing.end(body);
  });
}
