/** Which headers are reported. Those that carry credentials are reported without their value, whatever is listed. */
export interface HeaderRules {
  /**
   * `true`: those that say nothing personal; or names, in which `*` stands for any characters: `["x-tenant", "sec-*"]`.
   * @default true
   */
  request?: boolean | readonly string[] | undefined;
  /** Likewise, of the response. @default true */
  response?: boolean | readonly string[] | undefined;
}

/** Which bodies are reported. Files and binary data never are, nor the parts of `multipart/form-data`. */
export interface BodyRules {
  /** @default true */
  request?: boolean | undefined;
  /** @default true */
  response?: boolean | undefined;
  /** Bytes of a body that are kept at most, 1 … 65,536; the rest is cut off. @default 8192 */
  maxBytes?: number | undefined;
  /**
   * Media types beside JSON, XML, forms and text, in which `*` stands for any characters: `["application/vnd.acme"]`.
   * Their bodies are masked as text.
   */
  contentTypes?: readonly string[] | undefined;
}

/** Which parts of the query string are reported. */
export interface QueryRules {
  /** Names whose values are reported; those of all others are masked. */
  only?: readonly string[] | undefined;
}

/**
 * Of which requests headers, bodies and stacks are reported. Server errors (5xx, thrown errors, aborts by the server)
 * may take all of `perSecond`, client errors (4xx) and slow requests a half, all others a tenth of it.
 */
export interface SamplingRules {
  /** Milliseconds from which on a request is slow. @default 1000 */
  slowerThan?: number | undefined;
  /** Share of the requests that neither failed nor were slow, 0 … 1. @default 1 */
  share?: number | undefined;
  /** Requests a second at most; what that leaves out of failed and slow ones is told. @default 100 */
  perSecond?: number | undefined;
}

/**
 * What is masked in captured headers, bodies, query strings and stacks, and in messages of errors and user agents, beside
 * credentials, card numbers, e-mail addresses, JWTs and API keys, which always are.
 */
export interface MaskRules {
  /** Names under which secrets stand; texts are compared without regard to case and separators. */
  names?: readonly (string | RegExp)[] | undefined;
  /** Names that look secret and are not: `["max_tokens"]`. */
  allow?: readonly string[] | undefined;
  /** What is masked wherever it stands. */
  patterns?: readonly RegExp[] | undefined;
}
