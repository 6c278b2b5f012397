import { expect, test } from "vitest";
import { Connection } from "../../http/connection.ts";
import { call, wire } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import type { AdapterSubject } from "../subject.ts";

const CLOSE = { Connection: "close" };

const REFUSED: [what: string, status: number, request: string][] = [
  ["an expectation that nobody meets", 417, wire("GET", "/users/7", { ...CLOSE, Expect: "care" })],
  ["no host", 400, "GET /users/7 HTTP/1.1\r\nConnection: close\r\n\r\n"],
];

/** What Node refuses in front of the framework, once the server has taken a first request. */
export function refusalCases(subject: AdapterSubject): void {
  test.each(REFUSED)(
    "%s: %i, without a route, and no function of the app is asked",
    async (_, status, request) => {
      let asked = 0;
      await using stage = await openStage(subject, { identifyConsumer: () => void asked++ });
      await call(stage.port, "/ok");
      const connection = await Connection.open(stage.port);
      connection.send(request);
      await connection.closed;
      expect(connection.received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      const [, record] = await stage.records(2);
      expect(record).toMatchObject({ method: "GET", path: "/users/7", status });
      expect(record).not.toHaveProperty("route");
      // For the first, and for that with which the stage makes sure that all has arrived.
      expect(asked).toBe(2);
    },
  );

  test("more requests than the server takes of a connection: 503, without a route", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/ok");
    stage.server.maxRequestsPerSocket = 1;
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/ok") + wire("GET", "/users/7", CLOSE));
    await connection.closed;
    stage.server.maxRequestsPerSocket = 0;
    const [, , record] = await stage.records(3);
    expect(record).toMatchObject({ method: "GET", path: "/users/7", status: 503 });
    expect(record).not.toHaveProperty("route");
  });
}
