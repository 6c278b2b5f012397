import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { observe } from "../../src/node-http/index.ts";
import { type Observing, startObserving } from "../support/observing.ts";

let app: Observing;

beforeEach(async () => {
  app = await startObserving();
});
afterEach(() => app.end());

describe("a request that is observed late", () => {
  test.each([1, 2])("whose client has left, observed by %i mounts", async (times) => {
    let left = Promise.resolve();
    const { port } = await app.serve((incoming, outgoing) => {
      left = once(outgoing, "close").then(() => {
        for (let i = 0; i < times; i++) observe(app.mount, incoming, incoming, outgoing);
      });
      socket.destroy();
    });
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /left HTTP/1.1\r\nhost: a\r\n\r\n");
    await once(socket, "close");
    await left;
    const [record] = await app.recorded(1);
    expect(record).toMatchObject({ path: "/left", outcome: "client_abort", responseBytes: 0 });
    expect(record).not.toHaveProperty("status");
  });

  test("once more after it was reported", async () => {
    const { server, port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      outgoing.end("ok");
      outgoing.on("close", () => observe(app.mount, incoming, incoming, outgoing));
    });
    await (await fetch(`http://127.0.0.1:${port}/once`)).text();
    await (await fetch(`http://127.0.0.1:${port}/twice`)).text();
    server.closeAllConnections();
    expect((await app.recorded(2)).map(({ path, status }) => [path, status])).toEqual([
      ["/once", 200],
      ["/twice", 200],
    ]);
  });

  test("once more after another copy of the package, told first, reported it", async () => {
    const load = async (): Promise<typeof import("../../src/node-http/index.ts")> => {
      vi.resetModules();
      return import("../../src/node-http/index.ts");
    };
    const [first, second] = [await load(), await load()];
    const { port } = await app.serve((incoming, outgoing) => {
      const { observe } = incoming.url === "/first" ? first : second;
      observe(app.mount, incoming, incoming, outgoing);
      outgoing.on("close", () => observe(app.mount, incoming, incoming, outgoing));
      outgoing.end();
    });
    for (const path of ["first", "second", "third"])
      await fetch(`http://127.0.0.1:${port}/${path}`);
    expect(await app.recorded(3)).toHaveLength(3);
  });
});
