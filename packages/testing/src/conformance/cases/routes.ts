import { expect, test } from "vitest";
import { Connection } from "../../http/connection.ts";
import { call, wire } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import { type AdapterSubject, templateOf } from "../subject.ts";

const ODD_PATHS: readonly string[] = [
  "/%",
  "/%zz?q=1",
  "/users/%E0%A4%A",
  "/users/a%2Fb",
  "/users/..%2f..%2fetc",
  "/users/%00",
  "/users/7/",
  `/users/${"long".repeat(100)}`,
  "/users/:id",
  "/files/%",
  "//ok",
  "/ok//",
  "/OK",
  "/*",
];

/** Templates: full or absent, never a concrete path. */
export function routeCases(subject: AdapterSubject): void {
  const { shows } = subject;
  const { hostileHost = "handled" } = shows;

  test("a mounted prefix with parameters", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/tenants/acme/orders/9?x=1");
    await call(stage.port, "/tenants/other%20one/orders/orders");
    expect(await stage.records(2)).toMatchObject([
      {
        route: templateOf(subject, "/tenants/:tenant/orders/:order"),
        path: "/tenants/acme/orders/9",
      },
      {
        route: templateOf(subject, "/tenants/:tenant/orders/:order"),
        path: "/tenants/other%20one/orders/orders",
      },
    ]);
  });

  test("an app inside the app", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/inner/deep/7?x=1");
    expect(await stage.records(1)).toMatchObject([
      { route: templateOf(subject, "/inner/deep/:id"), status: 200 },
    ]);
  });

  test("a request with the whole address as its target", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "http://me:secret@app.test/ok?x=1", { Connection: "close" }));
    await connection.closed;
    const status = Number(connection.received.slice(9, 12));
    expect(await stage.records(1)).toMatchObject([{ path: "/ok", status }]);
  });

  test("a wildcard", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/files/a/b.txt");
    expect(await stage.records(1)).toMatchObject([{ route: shows.wildcard, status: 200 }]);
  });

  test("a middleware that answers inside a mount", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/guarded/north/vault");
    const [record] = await stage.records(1);
    expect(record!.status).toBe(401);
    expect(record!.route).toBe(shows.guarded);
  });

  test("no route for what nothing matched", async () => {
    await using stage = await openStage(subject);
    const paths = ["/nope?q=1", "/tenants/acme/nothing", "/users", "/ok/more"];
    for (const path of paths) await call(stage.port, path);
    const records = await stage.records(paths.length);
    expect(records.map(({ route, status }) => [route, status])).toEqual(
      paths.map(() => [undefined, 404]),
    );
  });

  test("no route for 2,000 distinct paths that nothing matched", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    const count = 2_000;
    for (let i = 1; i < count; i++) connection.send(wire("GET", `/scan-${i}.php`));
    connection.send(wire("GET", "/scan-last.php", { Connection: "close" }));
    await connection.closed;
    expect(connection.received.match(/HTTP\/1.1 404/g)).toHaveLength(count);
    const records = await stage.records(count);
    expect(new Set(records.map(({ route }) => route))).toEqual(new Set([undefined]));
  });

  test("odd paths: a template or none, and the status that was sent", async () => {
    await using stage = await openStage(subject);
    const statuses: number[] = [];
    for (const path of ODD_PATHS) statuses.push((await call(stage.port, path)).status);
    const records = await stage.records(ODD_PATHS.length);
    expect(records.map(({ status }) => status)).toEqual(statuses);
    const templates = ["/ok", templateOf(subject, "/users/:id"), shows.wildcard, undefined];
    for (const { route } of records) expect(templates).toContain(route);
  });

  test.each(["[", "evil/path", "me@app.test", "app.test?x=1"])(
    "a hostile Host: %s",
    async (host) => {
      await using stage = await openStage(subject);
      // Of what a server refuses by itself nothing is known before it has had a request.
      await stage.settle();
      const connection = await Connection.open(stage.port);
      connection.send(wire("GET", "/ok", { Host: host, Connection: "close" }));
      const answer = await connection.until(() => false);
      const status = Number(answer.slice(9, 12));
      expect(status).toBe(hostileHost === "handled" ? 200 : 400);
      if (hostileHost === "unseen") {
        await stage.records(0);
        return;
      }
      const [record] = await stage.records(1);
      expect(record).toMatchObject({ path: "/ok", status });
      expect(record!.route).toBe(status === 200 ? "/ok" : undefined);
    },
  );
}
