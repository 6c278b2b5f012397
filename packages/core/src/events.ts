/**
 * Product calls for a client on the edge; here they are always there.
 *
 * @module
 */
export type {
  AliasInput,
  EventInput,
  GroupInput,
  IdentifyInput,
  PageInput,
  TrackInput,
} from "./input/product-calls.ts";
