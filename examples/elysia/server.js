// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { node } from "@elysiajs/node";
import { peek } from "@peekjs/elysia";
import { Elysia, t } from "elysia";

/** @type {Map<string, { id: string, text: string }>} */
const notes = new Map();
for (let n = 1; n <= 40; n++) notes.set(`${n}`, { id: `${n}`, text: `note ${n}` });

const app = new Elysia({ adapter: node() })
  .use(peek())
  .get("/notes/:noteId", async ({ params, status }) => {
    await sleep(2); // As long as a small query takes.
    return notes.get(params.noteId) ?? status(404, { error: "no such note" });
  })
  .put(
    "/notes/:noteId",
    async ({ body, params, status }) => {
      await sleep(20);
      if (Number(params.noteId) % 9 === 0) throw new Error("The disk did not answer");
      const note = { id: params.noteId, text: body.text };
      notes.set(note.id, note);
      return status(201, note);
    },
    { body: t.Object({ text: t.String() }) },
  );

app.listen({ port: Number(process.env["PORT"] ?? 3010), hostname: "127.0.0.1" }, (elysia) => {
  const { server } = /** @type {{ node: { server: import("node:http").Server } }} */ (
    /** @type {unknown} */ (elysia)
  ).node;
  server.once("listening", () => console.log("notes", server.address()));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
});
