import { randomBytes } from "node:crypto";
import { usageError } from "../command-error.ts";
import type { Command, OptionValues } from "../command.ts";
import { createDestination, storeDestination } from "../destinations/configure.ts";
import { DestinationFile } from "../destinations/destination-file.ts";
import { isSecret } from "../destinations/option-kinds.ts";
import { readSources } from "../destinations/option-sources.ts";
import { readOptions } from "../destinations/read-options.ts";
import { SecretBox } from "../destinations/secret-box.ts";
import { makeSecretKey } from "../destinations/secret-key.ts";
import { DESTINATION_TYPES } from "../destinations/types.ts";
import { withDestination } from "../destinations/with-destination.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { dataDirectoryOf } from "../settings.ts";

/** `peek destinations add`: keeps a destination, or a new form of one, with its secrets encrypted. */
export const destinationsAdd: Command = {
  argument: "type",
  options: {
    name: { type: "string" },
    set: { type: "string", multiple: true },
    "set-env": { type: "string", multiple: true },
    "allow-private": { type: "boolean" },
    replace: { type: "boolean" },
    "data-dir": { type: "string" },
    json: { type: "boolean" },
  },
  async run(values, process) {
    const type = readType(values["type"]);
    const name = readDestinationName(values["name"] ?? type);
    const dataDirectory = dataDirectoryOf(values, process);
    const { options: kinds } = DESTINATION_TYPES[type]!;
    const sources = { set: listOf(values["set"]), setEnv: listOf(values["set-env"]) };
    const given = await readSources(sources, process);
    const options = readOptions(given, kinds, process.cwd());
    const seen = given.filter(
      ({ name: one, isInArguments }) => isInArguments && isSecret(kinds[one]),
    );
    const generated = type === "webhook" && options["secret"] === undefined;
    if (generated) options["secret"] = [`whsec_${randomBytes(32).toString("base64")}`];

    await prepareDataDirectory(dataDirectory);
    const box = new SecretBox(makeSecretKey(dataDirectory, process.env).bytes);
    const allowPrivate = values["allow-private"] === true;
    const stored = storeDestination({ name, type, allowPrivate }, options, box);
    createDestination(stored, box);
    const isReplaced = values["replace"] === true;
    const file = new DestinationFile(dataDirectory);
    await file.update((others) => withDestination(others, stored, isReplaced));

    const { stdout, stderr } = process;
    const secret = generated ? (options["secret"] as string[])[0] : undefined;
    if (values["json"] === true) stdout.write(`${JSON.stringify({ name, type, secret })}\n`);
    else if (secret !== undefined) stdout.write(`${secret}\n`);
    for (const { name: option } of seen) stderr.write(seenSecret(option));
    if (secret !== undefined) {
      stderr.write("Its signing secret, for the receiver to check with; it is not shown again.\n");
    }
    const done = isReplaced ? "Replaced" : "Added";
    stderr.write(`${done} "${name}". Try it: peek destinations test ${name}\n`);
    stderr.write("A collector that runs takes it up within seconds.\n");
    return EXIT_CODE.ok;
  },
};

function readType(given: OptionValues[string]): string {
  if (typeof given === "string" && Object.hasOwn(DESTINATION_TYPES, given)) return given;
  const types = Object.keys(DESTINATION_TYPES).join(", ");
  throw usageError(`Say which type of destination: ${types}.`);
}

function listOf(given: OptionValues[string]): readonly string[] {
  return Array.isArray(given) ? given : [];
}

function seenSecret(option: string): string {
  return `PEEK_W_SECRET_ARGUMENT ${option} stood on the command line: it is in the shell's history, and other users of this computer could see it. Better: --set ${option}=-, --set ${option}=@<path> or --set-env ${option}=<VARIABLE>.\n`;
}

/** It names a folder, too. */
function readDestinationName(given: OptionValues[string]): string {
  if (typeof given === "string" && /^[\w-]{1,64}$/.test(given)) return given;
  throw usageError("--name must be 1 to 64 letters, digits, - or _.");
}
