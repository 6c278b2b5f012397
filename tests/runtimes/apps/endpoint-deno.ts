import { fetch } from "./endpoint-app.ts";
import { serveInDeno } from "./serve-in-deno.ts";

serveInDeno(fetch);
