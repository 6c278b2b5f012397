/** Whether a peek collector answers at a URL, within half a second. */
export async function isPeek(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL("/healthz", url), {
      redirect: "error",
      signal: AbortSignal.timeout(500),
    });
    const health = (await response.json()) as { name?: unknown };
    return response.ok && health.name === "peek";
  } catch {
    return false;
  }
}
