/** The code of what was thrown, or a connection broke with, as Node gives it; anything may be thrown. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}
