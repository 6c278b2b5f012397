import type { CommandProcess } from "../command.ts";

/** Writes what went wrong inside the collector to stderr. */
export function createReporter({ stderr }: CommandProcess): (error: unknown) => void {
  return (error) => {
    const { code, message, stack } = error as Error & { code?: string };
    stderr.write(code === undefined ? `${stack ?? String(error)}\n` : `${code} ${message}\n`);
  };
}
