import { serveInDeno } from "./serve-in-deno.ts";
import { fetchTransparently } from "./transparent-handler.ts";

serveInDeno(fetchTransparently);
