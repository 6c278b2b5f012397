import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { build } from "../build.ts";
import { runScript, ScriptError } from "../script-error.ts";
import { EXAMPLE_APIS } from "./apis.ts";
import { check } from "./check.ts";
import { abortWith, stopSignal } from "./stop-signal.ts";
import { Suite } from "./suite.ts";
import { Traffic } from "./traffic.ts";

const DEFAULT_PORT = 7335;

await runScript(async () => {
  const { port, check: checking } = readArguments();
  const stop = stopSignal();
  console.error("Building what is needed …");
  build("peekjs...", "./examples/*^...");
  const suite = await Suite.start(port);
  try {
    if (checking) return (await check(suite, stop)) ? 0 : 1;
    announce(suite);
    return await runUntilStopped(suite, stop);
  } finally {
    await suite.stop();
  }
});

async function runUntilStopped(suite: Suite, stop: AbortSignal): Promise<number> {
  const ended = abortWith(stop);
  const { signal } = ended;
  const sending = new Traffic(suite.origins, () => undefined).run(signal);
  while (!signal.aborted) {
    await sleep(500, undefined, { signal }).catch(() => undefined);
    if (suite.failure() !== undefined) ended.abort();
  }
  await sending;
  if (stop.aborted) return 0;
  throw new ScriptError("PEEK_E_DEMO", `A process of the demo ended: ${suite.failure()}`);
}

function announce({ url, origins }: Suite): void {
  const lines = EXAMPLE_APIS.map(
    ({ service, framework }) => `  ${service.padEnd(11)} ${origins[service]}   ${framework}`,
  );
  console.log(`
  Dashboard   ${url}
${lines.join("\n")}

  Sending about 40 requests a second to these four APIs. Stop with Ctrl-C.
`);
}

function readArguments(): { port: number; check: boolean } {
  const { values } = parseArguments();
  const port = Number(values.port ?? DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 1 && port <= 65_000)
    return { port, check: values.check ?? false };
  throw new ScriptError("PEEK_E_USAGE", "--port must be a number from 1 to 65000.");
}

function parseArguments(): { values: { port?: string; check?: boolean } } {
  try {
    return parseArgs({ options: { port: { type: "string" }, check: { type: "boolean" } } });
  } catch {
    throw new ScriptError("PEEK_E_USAGE", "Usage: npm run demo [-- [--check] [--port <n>]]");
  }
}
