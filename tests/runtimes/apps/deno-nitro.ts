import { fetch } from "./nitro-app.ts";
import { serveInDeno } from "./serve-in-deno.ts";

serveInDeno(fetch);
