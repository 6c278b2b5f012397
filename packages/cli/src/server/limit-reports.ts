/** Milliseconds for which the same trouble is only counted: shorter than the minute to which others limit themselves. */
const INTERVAL = 30_000;

/** Different troubles that are remembered. */
const MOST_KINDS = 100;

interface Kind {
  reportedAt: number;
  /** How often it came since. */
  more: number;
}

/**
 * Passes the same trouble on twice a minute: what fails at every request, on a full disk for instance, would fill the log,
 * which may be on that disk. Two are the same when they differ in numbers outside quotation marks alone.
 */
export function limitReports(
  report: (error: unknown) => void,
  now = (): number => performance.now(),
): (error: unknown) => void {
  const kinds = new Map<string, Kind>();
  return (error) => {
    const key = kindOf(error);
    const known = kinds.get(key);
    if (known !== undefined && now() - known.reportedAt < INTERVAL) {
      known.more++;
      return;
    }
    if (known === undefined && kinds.size >= MOST_KINDS) kinds.clear();
    kinds.set(key, { reportedAt: now(), more: 0 });
    report(known === undefined || known.more === 0 ? error : counted(error, known.more));
  };
}

function kindOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return `${String(code)} ${String(error)}`.replaceAll(/("[^"]*")|\d+/g, "$1");
}

/** The same error, whose message says how often it came. */
function counted(error: unknown, more: number): unknown {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  return Object.create(error, {
    message: { value: `${message} (${more} more since it was last reported)` },
  });
}
