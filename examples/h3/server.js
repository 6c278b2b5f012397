// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { peek } from "@peekjs/h3";
import { H3, HTTPError, serve } from "h3";

/** @type {Map<string, { id: string, plays: number }>} */
const songs = new Map();
for (let n = 1; n <= 40; n++) songs.set(`${n}`, { id: `${n}`, plays: n * 3 });

const app = new H3().register(peek());

app.get("/songs/:songId", async ({ context }) => {
  await sleep(2); // As long as a small query takes.
  const song = songs.get(context.params?.["songId"] ?? "");
  if (song === undefined) throw new HTTPError({ status: 404, message: "no such song" });
  return song;
});

app.post("/songs/:songId/plays", async ({ context, res }) => {
  const song = songs.get(context.params?.["songId"] ?? "");
  if (song === undefined) throw new HTTPError({ status: 404, message: "no such song" });
  await sleep(20);
  if (song.plays % 27 === 0) throw new Error("The player did not answer");
  song.plays++;
  res.status = 201;
  return song;
});

const server = serve(app, {
  port: Number(process.env["PORT"] ?? 3009),
  hostname: "127.0.0.1",
  silent: true,
  gracefulShutdown: false,
});
await server.ready();
console.log("songs", { port: Number(new URL(server.url ?? "").port) });
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
