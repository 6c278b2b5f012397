/** What of headers must not be shown: their values, and credentials without their scheme (`Bearer …`). */
export function headerSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers).flatMap((value) => {
    const credentials = /^\S+\s+(.+)$/.exec(value)?.[1];
    return credentials === undefined ? [value] : [value, credentials];
  });
}
