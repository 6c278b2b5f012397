import { fetch } from "./fetch-handler.ts";

export default { fetch };
