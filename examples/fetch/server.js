// @ts-check
import { serve } from "@hono/node-server";
import handler from "./handler.js";

const server = serve(
  {
    fetch: handler.fetch,
    port: Number(process.env["PORT"] ?? 3006),
    hostname: "127.0.0.1",
  },
  (address) => console.log("quotes", address),
);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
