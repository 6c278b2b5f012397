import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { createClient } from "@redis/client";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { NodeProcess } from "../../../tests/e2e/support/node-process.ts";
import { installed, RunningServer, type ServerProgram } from "./support/servers.ts";

interface Event {
  event: string;
  messageId?: string;
}

interface Recipe extends ServerProgram {
  name: string;
  url: (port: number) => string;
  /** Whether what is sent again is recognised by its `messageId`. */
  recognises: boolean;
  /** All that was kept, in order. */
  kept: (url: string) => Promise<Event[]>;
}

const RECIPES: Recipe[] = [
  {
    name: "redis",
    binary: "redis-server",
    args: (port) => ["--port", String(port), "--bind", "127.0.0.1", "--appendonly", "yes"],
    url: (port) => `redis://127.0.0.1:${port}`,
    recognises: false,
    kept: async (url) => {
      const client = await createClient({ url }).connect();
      const entries = await client.xRange("events", "-", "+");
      await client.close();
      return (entries ?? []).map(({ message }) => JSON.parse(String(message["event"])) as Event);
    },
  },
  {
    name: "postgres",
    binary: "postgres",
    prepare: [
      "initdb",
      (folder) => ["-D", `${folder}/data`, "-U", "peek", "-A", "trust", "-E", "UTF8"],
    ],
    args: (port, folder) => [
      "-D",
      `${folder}/data`,
      "-k",
      folder,
      "-p",
      String(port),
      "-h",
      "127.0.0.1",
    ],
    url: (port) => `postgres://peek@127.0.0.1:${port}/postgres`,
    recognises: true,
    kept: async (url) => {
      const client = new pg.Client(url);
      await client.connect();
      const { rows } = await client.query<{ event: Event }>("SELECT event FROM events");
      await client.end();
      return rows.map(({ event }) => event);
    },
  },
  {
    name: "nats",
    binary: "nats-server",
    args: (port, folder) => ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port)],
    url: (port) => `nats://127.0.0.1:${port}`,
    recognises: true,
    kept: async (url) => {
      const connection = await connect({ servers: url });
      const { state } = await (await jetstreamManager(connection)).streams.info("events");
      const consumer = await jetstream(connection).consumers.get("events");
      const events: Event[] = [];
      const messages = await consumer.fetch({ max_messages: state.messages, expires: 5_000 });
      for await (const message of messages) {
        events.push(message.json<{ event: Event }>().event);
      }
      await connection.close();
      return events;
    },
  },
];

function batch(...names: string[]): object[] {
  return names.map((event) => ({ type: "track", event, userId: "u1", messageId: randomUUID() }));
}

describe.each(RECIPES)("events on their way to $name", (recipe) => {
  it.skipIf(!installed(recipe.binary))(
    `are kept once acknowledged, also after it was down (needs ${recipe.binary})`,
    async () => {
      const server = await RunningServer.start(recipe);
      onTestFinished(() => server.remove());
      const url = recipe.url(server.port);
      const env = { PORT: "0" };
      const app = new NodeProcess(["examples/endpoint/server.js", recipe.name, url], tmpdir(), env);
      onTestFinished(async () => void (await app.stop()));
      const [, port] = await app.until(/port: (\d+)/);
      const send = async (events: object[]): Promise<number> => {
        const body = JSON.stringify({ batch: events });
        const response = await fetch(`http://127.0.0.1:${port}/collect/v1/batch`, {
          method: "POST",
          body,
        });
        await response.arrayBuffer();
        return response.status;
      };
      const names = async (): Promise<string[]> =>
        (await recipe.kept(url)).map(({ event }) => event).sort();

      const first = batch("a", "b");
      expect(await send(first)).toBe(200);
      expect(await send(first)).toBe(200);
      const twice = recipe.recognises ? ["a", "b"] : ["a", "a", "b", "b"];
      expect(await names()).toEqual(twice);

      const hostile = {
        type: "track",
        event: "c",
        userId: "u1",
        messageId: "x\r\nNats-Msg-Id: y\0\ud800",
        properties: { "\0": "\0", half: "\udc00", escaped: "\\u0000", "'); DROP TABLE events": "" },
      };
      expect(await send([hostile])).toBe(200);
      expect(await names()).toEqual([...twice, "c"]);
      expect((await recipe.kept(url)).find(({ event }) => event === "c")).toMatchObject({
        properties: { escaped: "\\u0000" },
      });

      await server.stop();
      const late = batch("d");
      expect(await send(late)).toBe(500);
      await server.start();
      await expect.poll(() => send(late), { timeout: 60_000, interval: 500 }).toBe(200);
      expect(new Set(await names())).toEqual(new Set(["a", "b", "c", "d"]));
      expect(await app.stop()).toBe(0);
    },
  );
});
