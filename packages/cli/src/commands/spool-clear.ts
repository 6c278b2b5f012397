import { createInterface } from "node:readline/promises";
import { clearDeadLetters, type SpoolOverview } from "@peekjs/core/spool";
import { usageError } from "../command-error.ts";
import type { Command, CommandProcess } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { count } from "../output/amounts.ts";
import { nameSpool } from "../spool/describe.ts";
import { chooseSpool, findSpools, SPOOL_OPTIONS } from "../spool/options.ts";

/** `peek spool clear`: removes dead letters. What waits to be delivered stays. */
export const spoolClear: Command = {
  argument: "spool",
  options: { ...SPOOL_OPTIONS, yes: { type: "boolean", short: "y" } },
  async run(values, process) {
    const { spool: given, yes, json } = values;
    const all = findSpools(values, process);
    const chosen = typeof given === "string" ? [chooseSpool(all, given)] : all;
    const spools = chosen.filter(({ deadLetters, damagedLetters }) => deadLetters + damagedLetters);
    const isWanted = spools.length === 0 || yes === true || (await confirm(spools, process));
    const cleared = isWanted
      ? spools.reduce((sum, { folder }) => sum + clearDeadLetters(folder), 0)
      : 0;
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ cleared })}\n`
        : `${count(cleared, "dead letter")} removed.\n`,
    );
    return EXIT_CODE.ok;
  },
};

async function confirm(
  spools: readonly SpoolOverview[],
  { stdin, stderr }: CommandProcess,
): Promise<boolean> {
  const letters = spools.reduce((sum, spool) => sum + spool.deadLetters + spool.damagedLetters, 0);
  const what = `${count(letters, "dead letter")} of ${spools.map(nameSpool).join(", ")}`;
  if (!stdin.isTTY || !stderr.isTTY) {
    throw usageError(`This would remove ${what} for good: repeat it with --yes.`);
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await terminal.question(`Remove ${what} for good? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
