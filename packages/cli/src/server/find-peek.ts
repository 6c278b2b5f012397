/** Whether a peek collector answers at a URL, within so many milliseconds. */
export async function isPeek(url: string, milliseconds = 500): Promise<boolean> {
  try {
    const response = await fetch(new URL("/healthz", url), {
      redirect: "error",
      signal: AbortSignal.timeout(milliseconds),
    });
    const health = (await response.json()) as { name?: unknown };
    return response.ok && health.name === "peek";
  } catch {
    return false;
  }
}
