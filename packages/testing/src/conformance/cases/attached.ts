import { expect, test } from "vitest";
import { Connection } from "../../http/connection.ts";
import { call, wire } from "../../http/exchange.ts";
import { openStage, type Stage } from "../stage.ts";
import { type AdapterSubject, templateOf } from "../subject.ts";

const UPGRADE = { Connection: "Upgrade", Upgrade: "websocket" };

/** `attach` of `@peekjs/node` on the server of an app that the adapter observes for the same client. */
export function attachedCases(subject: AdapterSubject): void {
  async function openAttached(): Promise<Stage> {
    let client: unknown;
    const stage = await openStage(subject, {}, (make) => ({ clients: [(client = make())] }));
    subject.attach?.(stage.server, client);
    return stage;
  }

  test("one record of a request, with its route and without", async () => {
    await using stage = await openAttached();
    await call(stage.port, "/users/7");
    await call(stage.port, "/nope");
    const [matched, unmatched] = await stage.records(2);
    expect(matched).toMatchObject({ route: templateOf(subject, "/users/:id"), status: 200 });
    expect(unmatched).toMatchObject({ path: "/nope", status: 404 });
    expect(unmatched).not.toHaveProperty("route");
    expect(stage.said).toEqual([]);
  });

  test("one record of a request that Node refuses", async () => {
    await using stage = await openAttached();
    await call(stage.port, "/ok");
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/users/7", { Connection: "close", Expect: "care" }));
    await connection.closed;
    const [, refused] = await stage.records(2);
    expect(refused).toMatchObject({ path: "/users/7", status: 417 });
  });

  test("a WebSocket that the server's own listener takes", async () => {
    await using stage = await openAttached();
    stage.server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Taken\r\n\r\n"));
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/live", UPGRADE));
    await connection.closed;
    expect(await stage.records(1)).toMatchObject([
      { path: "/live", status: 101, outcome: "upgrade" },
    ]);
  });
}
