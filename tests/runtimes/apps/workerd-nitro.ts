import { fetch } from "./nitro-app.ts";

export default { fetch };
