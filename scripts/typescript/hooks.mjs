// What Node asks when it resolves and loads modules. Runs on a thread of its own.
import { fileURLToPath } from "node:url";
import { translate } from "./translate.mjs";

/** Under which conditions a program's imports are resolved, by its URL. */
const programs = new Map();

/** Notes with which file a process or a thread begins. */
export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  if (context.parentURL === undefined) programs.set(resolved.url, context.conditions);
  return resolved;
}

/** A program comes as one module with all the sources it imports: one by one they take several times as long. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  const source = await translate(fileURLToPath(url), programs.get(url));
  return { format: "module", source, shortCircuit: true };
}
