/** What is shorter in a path is a word of its own, and no token. */
const SHORTEST_TOKEN = 16;

/** What of a URL must not be shown, as a token may be in it: its path and query, and what stands in them. */
export function urlSecrets(url: string): string[] {
  const { pathname, search, searchParams } = new URL(url);
  const segments = pathname.split("/").filter((segment) => segment.length >= SHORTEST_TOKEN);
  const path = pathname === "/" ? [] : [pathname + search, pathname];
  return [...path, ...segments, ...searchParams.values()];
}
