import { describeExpiring, expiresSoon } from "./expiring.ts";
import type { KeyFile } from "./key-file.ts";
import type { StoredKey } from "./stored-keys.ts";

/** Milliseconds between two looks at the keys. */
const INTERVAL = 600_000;

/** Milliseconds after which a key is named again. */
const DAY = 86_400_000;

export interface WatchOptions {
  file: KeyFile;
  /** Told of keys that expire soon. */
  report: (warning: unknown) => void;
  signal: AbortSignal;
}

/** Warns of keys that expire soon, of each at most once a day, from now on until the signal aborts. */
export function watchExpiry({ file, report, signal }: WatchOptions): void {
  /** When a key was named, by its id, on a clock that nobody sets. */
  const named = new Map<string, number>();
  const look = (): void => {
    const [now, instant] = [Date.now(), performance.now()];
    const isDue = (key: StoredKey): boolean => {
      const last = named.get(key.id);
      return expiresSoon(key, now) && (last === undefined || instant - last >= DAY);
    };
    const due = listOf(file).filter(isDue);
    for (const { id } of due) named.set(id, instant);
    for (const warning of describeExpiring(due, now)) report(warning);
  };
  look();
  const timer = setInterval(look, INTERVAL).unref();
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

/** A damaged file is told of where a key is looked up. */
function listOf(file: KeyFile): StoredKey[] {
  try {
    return file.list();
  } catch {
    return [];
  }
}
