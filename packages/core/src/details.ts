/**
 * Headers, bodies, query strings and stacks for a client on the edge; here they are always there.
 *
 * @module
 */
export type {
  BodyRules,
  HeaderRules,
  MaskRules,
  QueryRules,
  SamplingRules,
} from "./options/capture.ts";
