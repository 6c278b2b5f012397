/** Whether a handler returned a response, of whatever realm or polyfill, and not what its framework makes one of. */
export function isResponse(value: unknown): value is Response {
  const { headers, status } = (value ?? {}) as Partial<Response>;
  return typeof status === "number" && typeof headers?.get === "function";
}
