export {
  openDestinationStorage,
  type DestinationStorageOptions,
  type OpenedDestinationStorage,
} from "./open-destination-storage.ts";
export { createPublicFetch } from "./public-fetch.ts";
export { readDestinationCounts } from "./counts-file.ts";
