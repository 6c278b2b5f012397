import { fetch } from "./details-app.ts";

export default { fetch };
