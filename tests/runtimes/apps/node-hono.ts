import { serve } from "@hono/node-server";
import { fetch } from "./hono-app.ts";

serve({ port: 0, hostname: "127.0.0.1", fetch }, ({ port }) => console.log(`listening on ${port}`));
