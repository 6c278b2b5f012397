import { fetch } from "./endpoint-app.ts";

export default { fetch };
