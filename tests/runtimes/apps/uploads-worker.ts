import { fetchUpload } from "./uploads.ts";

export default { fetch: fetchUpload };
