/** Exit codes of the command; `config` is EX_CONFIG of sysexits.h. */
export const EXIT_CODE = { ok: 0, failure: 1, usage: 2, config: 78 } as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
