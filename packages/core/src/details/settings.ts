import type { HeaderRules, SamplingRules } from "../options/capture.ts";
import { invalidOption } from "../options/option-error.ts";
import type { MountOptions } from "../options/options.ts";
import { HeaderSelection } from "./header-selection.ts";
import { createMasks, type Masks } from "../privacy/mask/masks.ts";
import { type Wildcard, wildcard } from "./wildcard.ts";

/** What the capture options of a mount come to. */
export interface DetailSettings {
  readonly query: { readonly only: ReadonlySet<string> | undefined } | undefined;
  readonly requestHeaders: HeaderSelection | undefined;
  readonly responseHeaders: HeaderSelection | undefined;
  readonly requestBody: boolean;
  readonly responseBody: boolean;
  readonly maxBodyBytes: number;
  readonly contentTypes: readonly Wildcard[];
  readonly errorStack: boolean;
  readonly sampling: SamplingRules;
  readonly masks: Masks;
}

type CaptureOptions = Pick<
  MountOptions<never>,
  | "captureQuery"
  | "captureHeaders"
  | "captureBody"
  | "captureErrorStack"
  | "captureSampling"
  | "mask"
>;

/**
 * Reads the capture options.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, naming the option, what it takes and what it got
 */
export function readDetailSettings(options: CaptureOptions): DetailSettings {
  const query = rulesOf("captureQuery", options.captureQuery);
  const headers = rulesOf("captureHeaders", options.captureHeaders);
  const body = rulesOf("captureBody", options.captureBody);
  const stack = options.captureErrorStack ?? false;
  const sampling = rulesOf("captureSampling", options.captureSampling ?? {})!;
  const mask = rulesOf("mask", options.mask ?? {})!;

  check("captureErrorStack", stack, typeof stack === "boolean", "true or false");
  if (query?.only !== undefined) checkTexts("captureQuery.only", query.only);
  const maxBodyBytes = body?.maxBytes ?? 8_192;
  checkNumber("captureBody.maxBytes", maxBodyBytes, 1, 65_536);
  const types = body?.contentTypes ?? [];
  checkTexts("captureBody.contentTypes", types);
  checkNumber("captureSampling.slowerThan", sampling.slowerThan ?? 0, 0, Infinity);
  checkNumber("captureSampling.share", sampling.share ?? 0, 0, 1);
  checkNumber("captureSampling.perSecond", sampling.perSecond ?? 1, 1, 1_000_000);
  checkTexts("mask.allow", mask.allow ?? []);
  checkAll("mask.names", mask.names ?? [], isTextOrPattern, "texts and regular expressions");
  checkAll("mask.patterns", mask.patterns ?? [], isPattern, "regular expressions");

  const masks = createMasks(mask);
  return {
    query: query && { only: query.only && new Set(query.only) },
    requestHeaders: headers && selection(headers, "request", masks, query !== undefined),
    responseHeaders: headers && selection(headers, "response", masks, query !== undefined),
    requestBody: body !== undefined && body.request !== false,
    responseBody: body !== undefined && body.response !== false,
    maxBodyBytes,
    contentTypes: types.map(wildcard),
    errorStack: stack,
    sampling,
    masks,
  };
}

function selection(
  rules: HeaderRules,
  side: "request" | "response",
  masks: Masks,
  showsQuery: boolean,
): HeaderSelection | undefined {
  const listed = rules[side] ?? true;
  if (listed === false) return undefined;
  if (listed === true) return new HeaderSelection(undefined, masks, showsQuery);
  checkTexts(`captureHeaders.${side}`, listed);
  return new HeaderSelection(listed, masks, showsQuery);
}

/** The rules, none for `true`; undefined for `false`. */
function rulesOf<Rules extends object>(
  name: string,
  option: boolean | Rules | undefined,
): Rules | undefined {
  if (option === undefined || option === false) return undefined;
  if (option === true) return {} as Rules;
  check(
    name,
    option,
    typeof option === "object" && option !== null && !Array.isArray(option),
    "true, false or rules",
  );
  return option;
}

function checkTexts(name: string, value: unknown): void {
  checkAll(name, value, (entry) => typeof entry === "string" && entry !== "", "texts");
}

function checkAll(
  name: string,
  value: unknown,
  isValid: (entry: unknown) => boolean,
  what: string,
): void {
  check(name, value, Array.isArray(value) && value.every(isValid), `an array of ${what}`);
}

function checkNumber(name: string, value: unknown, least: number, most: number): void {
  const isValid = typeof value === "number" && value >= least && value <= most;
  check(name, value, isValid, `a number from ${least} to ${most}`);
}

function check(name: string, value: unknown, isValid: boolean, expected: string): void {
  if (!isValid) throw invalidOption(name, value, expected);
}

function isPattern(value: unknown): boolean {
  return value instanceof RegExp;
}

function isTextOrPattern(value: unknown): boolean {
  return isPattern(value) || (typeof value === "string" && value !== "");
}
