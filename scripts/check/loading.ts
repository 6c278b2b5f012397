import { join } from "node:path";
import { CheckFailure, command } from "./command.ts";
import { publishedPackages, type Package } from "./packages.ts";

/** Resolved from the package's own folder, whose name is its own: as an app does that has it installed. */
const PROGRAM = `
const [, folder, name] = process.argv;
const library = require("node:module").createRequire(folder)(name);
if (Object.keys(library).length === 0) throw new Error("it is empty");
`;

/** Loads every published library from CommonJS, though all of them are ES modules. */
export async function checkLoading(): Promise<string> {
  const libraries = publishedPackages().filter(({ exports }) => exports?.["."] !== undefined);
  const failures = await Promise.all(libraries.map(load));
  const messages = failures.filter((message) => message !== undefined);
  if (messages.length > 0) throw new CheckFailure(messages.join("\n"));
  return `${libraries.length} packages`;
}

async function load({ name, folder }: Package): Promise<string | undefined> {
  try {
    await command(process.execPath, "-e", PROGRAM, join(folder, "package.json"), name);
    return undefined;
  } catch (error) {
    return `${name}: ${(error as Error).message}`;
  }
}
