/** What to do, by what the system or DuckDB says of a file. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/\bENOSPC\b|\bEDQUOT\b|No space left/i, "Free disk space, then open it again."],
  [
    /\bE[MN]FILE\b|Too many open files/i,
    'Raise the number of files that a process may have open ("ulimit -n"), then open it again.',
  ],
  [
    /\bEACCES\b|\bEPERM\b|\bEROFS\b|Permission denied|Read-only file system/i,
    "Give this user permission to read and write it, or choose another directory.",
  ],
];

/** @returns undefined where nothing is known that helps */
export function openAdvice(message: string): string | undefined {
  return ADVICE.find(([problem]) => problem.test(message))?.[1];
}
