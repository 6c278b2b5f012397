/**
 * Whether a handler returned a response, of whatever realm or polyfill, and not what its framework makes one of. Never
 * throws.
 */
export function isResponse(value: unknown): value is Response {
  try {
    const { headers, status } = (value ?? {}) as Partial<Response>;
    return typeof status === "number" && typeof headers?.get === "function";
  } catch {
    // Not every value can be asked what it is.
    return false;
  }
}
