const STORAGE_KEY = "peek.read-key";

/** The key that a collector in production wants for reading; kept until the tab is closed. */
export function readKey(): string | undefined {
  try {
    return sessionStorage.getItem(STORAGE_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberReadKey(key: string): void {
  sessionStorage.setItem(STORAGE_KEY, key);
}
