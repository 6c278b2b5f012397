import type { AddressInfo } from "node:net";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import express from "express";

const client = createPeek();
const app = express();

app.post("/control/flush", async (request, response) => {
  response.json(await client.flush({ timeout: Number(request.query["timeout"]) }));
});
app.get("/control/stats", (_request, response) => void response.json(client.stats()));
app.use(peek(client));
app.get("/orders/:id", (request, response) => void response.json({ id: request.params.id }));
app.get("/failures/:id", () => {
  throw new TypeError("the handler failed");
});
app.get("/streams/:id", (_request, response) => {
  for (const chunk of ["one ", "two "]) response.write(chunk);
  response.end("three");
});

const server = app.listen(0, "127.0.0.1", () =>
  console.log(`listening on ${(server.address() as AddressInfo).port}`),
);
