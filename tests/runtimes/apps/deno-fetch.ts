import { fetch } from "./fetch-handler.ts";
import { serveInDeno } from "./serve-in-deno.ts";

serveInDeno(fetch);
