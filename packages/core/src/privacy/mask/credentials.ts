import type { Span } from "./redact.ts";

/** Base64 of an object: a JWT, or something else that nothing in it can be masked of. */
const JWT = "eyJ[\\w-]{8,}(?:\\.[\\w-]*){0,4}";
const PRIVATE_KEY =
  "-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----[^]*?(?:-----END [A-Z0-9 ]{0,32}PRIVATE KEY-----|$)";

/** How providers make their keys known; the shape of the rest tells them from words. */
const API_KEYS = [
  "(?:sk|rk|pk)_(?:live|test)_\\w{8,}",
  "whsec_[\\w+/=]{8,}",
  "gh[oprsu]_\\w{16,}",
  "github_pat_\\w{16,}",
  "gl(?:pat|rt|dt|cbt|ptt|ft|soat|oas)-[\\w.-]{12,}",
  "xox[a-z]-[\\w-]{8,}",
  "xapp-[\\w-]{8,}",
  "(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{12,}",
  "AIza[\\w-]{20,}",
  "ya29\\.[\\w-]{10,}",
  "SG\\.[\\w-]{8,}\\.[\\w-]{8,}",
  "npm_\\w{20,}",
  "pypi-[\\w-]{16,}",
  "do[opr]_v1_[\\da-f]{16,}",
  "shp(?:at|ca|pa|ss)_[\\da-fA-F]{16,}",
  "sq0[a-z]{3}-[\\w-]{16,}",
  "hv[bsr]\\.[\\w-]{16,}",
  "tskey-[\\w-]{8,}",
  "lin_api_\\w{16,}",
  "dckr_pat_[\\w-]{16,}",
  "ph[cx]_\\w{16,}",
  "peek_[war]_\\w{8,}",
  "rubygems_[\\da-f]{16,}",
  "AGE-SECRET-KEY-\\w{16,}",
  // Too short to mean anything inside a word.
  "\\b(?:sk-[\\w-]{16,}|hf_\\w{16,}|gsk_\\w{16,}|xai-\\w{16,}|r8_\\w{16,}|key-[\\da-f]{24,}|dapi[\\da-f]{24,}|PMAK-[\\w-]{16,}|NRAK-\\w{16,}|EAA\\w{24,})",
];

const SHAPE = new RegExp([JWT, PRIVATE_KEY, ...API_KEYS].join("|"));
const SHAPES = new RegExp(SHAPE, "g");
/** Of what each of them has something; decided first, because most texts have none. */
const HINT = /[-_.][\w+/=]{8}|eyJ|AKIA|ASIA|ABIA|ACCA|AIza|EAA|dapi|BEGIN/;
/** In the manner of the Authorization header; the scheme stays. */
const SCHEME_NAME = /bearer|basic|digest/i;
const SCHEME = /\b(bearer|basic)[ \t]+([\w.~+/=-]{6,})/gi;
/** Its parameters are many, quoted, and worth something together. */
const DIGEST = /\bdigest[ \t]+(?=\w{1,32}[ \t]*=)([^\r\n]+)/gi;
/** `https://user:password@host`, up to the last @. */
const URL_CREDENTIALS =
  /:\/\/(?=[^\s/@:]{0,256}:[^\s/@]{1,256}@)[^\s/@]{1,513}(?:@[^\s/@?#"'<>]{1,256})*(?=@)/g;

/** JWTs, private keys, API keys of known shapes, and credentials in the manner of headers and URLs. */
export function findCredentials(text: string): Span[] {
  const found: Span[] = [];
  if (HINT.test(text) && SHAPE.test(text)) {
    for (const { 0: shape, index } of text.matchAll(SHAPES)) {
      found.push({ start: index, stop: index + shape.length });
    }
  }
  if (text.includes("://")) {
    for (const { 0: credentials, index } of text.matchAll(URL_CREDENTIALS)) {
      found.push({ start: index + 3, stop: index + credentials.length });
    }
  }
  if (!SCHEME_NAME.test(text)) return found;
  for (const { 0: match, 1: scheme = "", 2: value = "", index } of text.matchAll(SCHEME)) {
    if (scheme.toLowerCase() === "basic" && !isBasic(value)) continue;
    const stop = index + match.length;
    found.push({ start: stop - value.length, stop });
  }
  for (const { 0: match, 1: parameters = "", index } of text.matchAll(DIGEST)) {
    const stop = index + match.length;
    found.push({ start: stop - parameters.length, stop });
  }
  return found;
}

/** Base64 of a user and a password; "basic functions" is none. */
function isBasic(value: string): boolean {
  try {
    return atob(value).includes(":");
  } catch {
    return false;
  }
}
