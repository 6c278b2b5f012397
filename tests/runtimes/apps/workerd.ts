import { fetch } from "./hono-app.ts";

export default { fetch };
