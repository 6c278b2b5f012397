import { fetch } from "./hono-app.ts";
import { serveInDeno } from "./serve-in-deno.ts";

serveInDeno(fetch);
