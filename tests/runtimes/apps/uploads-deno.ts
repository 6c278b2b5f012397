import { serveInDeno } from "./serve-in-deno.ts";
import { fetchUpload } from "./uploads.ts";

serveInDeno(fetchUpload);
