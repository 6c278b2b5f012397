// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import Hapi from "@hapi/hapi";
import { peekPlugin } from "@peekjs/hapi";

/** @type {Map<string, { id: string, guest: string | null }>} */
const rooms = new Map();
for (let n = 1; n <= 40; n++)
  rooms.set(`${n}`, { id: `${n}`, guest: n % 4 === 0 ? "taken" : null });

const server = Hapi.server({ port: Number(process.env["PORT"] ?? 3007), host: "127.0.0.1" });
await server.register(peekPlugin);

server.route([
  {
    method: "GET",
    path: "/rooms/{roomId}",
    async handler({ params }, h) {
      await sleep(2); // As long as a small query takes.
      return rooms.get(params["roomId"]) ?? h.response({ error: "no such room" }).code(404);
    },
  },
  {
    method: "POST",
    path: "/rooms/{roomId}/guests",
    async handler({ params, payload }, h) {
      const { name } = /** @type {{ name?: string }} */ (payload ?? {});
      const room = rooms.get(params["roomId"]);
      if (room === undefined) return h.response({ error: "no such room" }).code(404);
      if (name === undefined) return h.response({ error: "name is needed" }).code(422);
      if (room.guest !== null) return h.response({ error: "taken" }).code(409);
      await sleep(60);
      if (Number(room.id) % 9 === 0) throw new Error("The key printer did not answer");
      room.guest = name;
      return h.response(room).code(201);
    },
  },
]);

await server.start();
console.log("rooms", server.listener.address());
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.stop());
