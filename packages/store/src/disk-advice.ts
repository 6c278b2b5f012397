/** What to do, by what the system or DuckDB says of a file. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/\bENOSPC\b|\bEDQUOT\b|No space left/i, "Free disk space"],
  [
    /\bE[MN]FILE\b|Too many open files/i,
    'Raise the number of files that a process may have open ("ulimit -n")',
  ],
  [
    /\bEROFS\b|Read-only file system/i,
    "Make the file system writable, or choose another directory",
  ],
  [
    /\bEACCES\b|\bEPERM\b|Permission denied/i,
    "Give this user permission to read and write it, or choose another directory",
  ],
];

/** The beginning of a sentence; undefined where nothing is known that helps. */
export function diskAdvice(message: string): string | undefined {
  return ADVICE.find(([problem]) => problem.test(message))?.[1];
}
