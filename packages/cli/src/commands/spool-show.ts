import { readDeadLetters, type SpoolOverview, type StoredDeadLetter } from "@peekjs/core/spool";
import { usageError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { formatTable } from "../output/table.ts";
import { describeLetter } from "../spool/describe.ts";
import { findSpools, SPOOL_OPTIONS } from "../spool/options.ts";

/** `peek spool show`: lists the dead letters, or prints one as it is. */
export const spoolShow: Command = {
  argument: "letter",
  options: SPOOL_OPTIONS,
  async run(values, process) {
    const spools = findSpools(values, process);
    const { stdout, stderr } = process;
    const { json, letter: given } = values;
    if (typeof given === "string") {
      const letter = findLetter(spools, given);
      stdout.write(`${printableJson(letter, json === true ? undefined : 2)}\n`);
      return EXIT_CODE.ok;
    }
    const letters = [...lettersOf(spools)];
    if (json === true) stdout.write(`${printableJson({ letters })}\n`);
    else if (letters.length === 0) stderr.write("No record was refused.\n");
    else stdout.write(formatTable([HEADINGS, ...letters.map(describe)]));
    return EXIT_CODE.ok;
  },
};

const HEADINGS = ["#", "refused at", "service", "record", "why", "id"];

function* lettersOf(spools: readonly SpoolOverview[]): Generator<StoredDeadLetter> {
  for (const { folder } of spools) yield* readDeadLetters(folder);
}

function findLetter(spools: readonly SpoolOverview[], given: string): StoredDeadLetter {
  let number = 0;
  for (const letter of lettersOf(spools)) {
    if (given === letter.id || given === String(++number)) return letter;
  }
  throw usageError(`There is no such dead letter; "peek spool show" lists them.`);
}

function describe(letter: StoredDeadLetter, index: number): string[] {
  const { id, at, reason, resource, refusal } = letter;
  return [
    String(index + 1),
    new Date(at).toISOString().slice(0, 19),
    printable(resource.service ?? "?"),
    describeLetter(letter),
    printable(refusal?.code ?? reason),
    printable(id),
  ];
}
