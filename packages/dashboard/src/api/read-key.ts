const STORAGE_KEY = "peek.read-key";

/** The key that a collector in production wants for reading; kept until the tab is closed. */
export function readKey(): string | undefined {
  try {
    return sessionStorage.getItem(STORAGE_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** False where the browser lets the page keep nothing. */
export function rememberReadKey(key: string): boolean {
  try {
    sessionStorage.setItem(STORAGE_KEY, key);
    return true;
  } catch {
    return false;
  }
}
