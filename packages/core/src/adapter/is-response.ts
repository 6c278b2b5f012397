/**
 * Whether a handler returned a response, of whatever realm or polyfill, and not what its framework makes one of. Its
 * headers are not asked: Deno then sends it in another form. Never throws.
 */
export function isResponse(value: unknown): value is Response {
  try {
    return typeof (value as Partial<Response> | null | undefined)?.status === "number";
  } catch {
    // Not every value can be asked what it is.
    return false;
  }
}
