import type { SpoolOverview } from "@peekjs/core/spool";
import type { Command } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { formatAge, formatBytes } from "../output/amounts.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { formatTable } from "../output/table.ts";
import { findSpools, SPOOL_OPTIONS } from "../spool/options.ts";

/** `peek spool`: lists what clients on this computer could not deliver. */
export const spool: Command = {
  options: SPOOL_OPTIONS,
  async run(values, process) {
    const spools = findSpools(values, process);
    const { stdout, stderr } = process;
    if (values["json"] === true) stdout.write(`${printableJson({ spools })}\n`);
    else if (spools.length === 0) {
      stderr.write("Nothing waits to be delivered, and no record was refused.\n");
    } else {
      stdout.write(formatTable([HEADINGS, ...spools.map(describe)]));
      if (spools.some(({ deadLetters }) => deadLetters > 0)) stderr.write(ADVICE);
    }
    return EXIT_CODE.ok;
  },
};

const HEADINGS = [
  "#",
  "service",
  "environment",
  "host",
  "waiting",
  "oldest",
  "owner",
  "dead letters",
];

const ADVICE =
  '\n"peek spool show" lists the dead letters and "peek spool send" sends them again.\n';

function describe(overview: SpoolOverview, index: number): string[] {
  const { service, environment, hosts, waiting, oldest, livingOwners } = overview;
  const { deadLetters, damagedLetters } = overview;
  const isEmpty = waiting.bytes === 0;
  const damaged = damagedLetters === 0 ? "" : ` (+ ${damagedLetters} damaged)`;
  return [
    String(index + 1),
    printable(service ?? "?"),
    printable(environment ?? "?"),
    printable(hosts.join(", ") || "?"),
    isEmpty ? "0" : `${waiting.records.toLocaleString("en")} (${formatBytes(waiting.bytes)})`,
    oldest === undefined ? "-" : `${formatAge(Date.now() - oldest)} ago`,
    livingOwners > 0 ? "running" : "none",
    `${deadLetters.toLocaleString("en")}${damaged}`,
  ];
}
