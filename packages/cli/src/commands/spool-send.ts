import {
  createDeadLetterSender,
  resendDeadLetters,
  type DeadLetterSender,
  type ResendResult,
  type SpoolOverview,
} from "@peekjs/core/spool";
import { usageError } from "../command-error.ts";
import type { Command, CommandProcess, OptionValues } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { count } from "../output/amounts.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { describeLetter } from "../spool/describe.ts";
import { chooseSpool, findSpools, SPOOL_OPTIONS } from "../spool/options.ts";

/** `peek spool send`: sends dead letters again, and keeps those that the collector refuses again. */
export const spoolSend: Command = {
  argument: "spool",
  options: { ...SPOOL_OPTIONS, endpoint: { type: "string" }, "api-key": { type: "string" } },
  async run(values, process) {
    const sender = createSender(values, process);
    try {
      const { chosen, others } = choose(findSpools(values, process), values["spool"], sender);
      const result = await sendAll(chosen, sender);
      const elsewhere = others.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
      report(result, elsewhere, sender, values["json"] === true, process);
      if (result.error !== undefined) throw result.error;
      return result.refused.length > 0 ? EXIT_CODE.failure : EXIT_CODE.ok;
    } finally {
      sender.close();
    }
  },
};

function createSender(values: OptionValues, { env }: CommandProcess): DeadLetterSender {
  const { endpoint = env["PEEK_ENDPOINT"], "api-key": apiKey } = values;
  if (typeof endpoint !== "string" || endpoint === "") {
    throw usageError("Say where to: --endpoint or PEEK_ENDPOINT. A spool does not tell.");
  }
  return createDeadLetterSender(typeof apiKey === "string" ? { endpoint, apiKey } : { endpoint });
}

/** The spool that was named, else those that were written for this endpoint: others may be for someone else's eyes. */
function choose(
  spools: SpoolOverview[],
  given: OptionValues[string],
  sender: DeadLetterSender,
): { chosen: SpoolOverview[]; others: SpoolOverview[] } {
  if (typeof given === "string") return { chosen: [chooseSpool(spools, given)], others: [] };
  return {
    chosen: spools.filter((spool) => sender.isEndpointOf(spool)),
    others: spools.filter((spool) => !sender.isEndpointOf(spool)),
  };
}

async function sendAll(
  spools: readonly SpoolOverview[],
  sender: DeadLetterSender,
): Promise<ResendResult> {
  const sum: ResendResult = { accepted: 0, refused: [], unsent: 0, damaged: 0, error: undefined };
  for (const { folder, deadLetters, damagedLetters } of spools) {
    if (sum.error !== undefined) {
      sum.unsent += deadLetters;
      sum.damaged += damagedLetters;
      continue;
    }
    const result = await resendDeadLetters(folder, (letter) => sender.send(letter));
    sum.accepted += result.accepted;
    sum.refused.push(...result.refused);
    sum.unsent += result.unsent;
    sum.damaged += result.damaged;
    sum.error = result.error;
  }
  return sum;
}

function report(
  { accepted, refused, unsent, damaged }: ResendResult,
  elsewhere: number,
  { url }: DeadLetterSender,
  json: boolean,
  { stdout, stderr }: CommandProcess,
): void {
  if (json) {
    const reasons = refused.map(({ letter, refusal }) => ({ id: letter.id, ...refusal }));
    const result = { endpoint: url.href, accepted, refused: reasons, unsent, damaged, elsewhere };
    stdout.write(`${printableJson(result)}\n`);
    return;
  }
  if (accepted + refused.length + unsent === 0) {
    stderr.write(`There is no dead letter for ${url.origin}.\n`);
  } else stdout.write(`${count(accepted, "dead letter")} accepted by ${url.origin}.\n`);
  if (refused.length > 0)
    stdout.write(`${count(refused.length, "dead letter")} refused and kept:\n`);
  for (const { letter, refusal } of refused) {
    const why = printable(`${refusal.code} ${refusal.detail}`);
    stdout.write(`  ${printable(letter.id)}  ${describeLetter(letter)}: ${why}\n`);
  }
  if (unsent > 0) stderr.write(`${count(unsent, "dead letter")} not sent, and kept.\n`);
  if (damaged > 0) stderr.write(`${count(damaged, "damaged line")} passed over, and kept.\n`);
  if (elsewhere > 0) {
    stderr.write(
      `${count(elsewhere, "dead letter")} left out, written for another endpoint. To send them here, name the spool: peek spool send <n>\n`,
    );
  }
}
