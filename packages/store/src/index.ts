export type { StoreOptions } from "./open-store.ts";
export { openStore } from "./open-store.ts";
