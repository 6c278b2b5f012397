import { fetch } from "./details-app.ts";
import { serveInDeno } from "./serve-in-deno.ts";

serveInDeno(fetch);
