import type { MaskRules } from "../../options/capture.ts";
import { SecretNames } from "./secret-names.ts";

/** What is masked: values under these names, and what looks like a secret anywhere. */
export interface Masks {
  readonly names: SecretNames;
  /** The app's own shapes, each with the flag `g`. */
  readonly patterns: readonly RegExp[];
}

export function createMasks(rules: MaskRules): Masks {
  const patterns = (rules.patterns ?? []).map(
    ({ source, flags }) => new RegExp(source, flags.includes("g") ? flags : `${flags}g`),
  );
  return { names: new SecretNames(rules), patterns };
}
