import { createInterface } from "node:readline";
import type { CommandProcess } from "../command.ts";
import { createColors } from "../output/colors.ts";
import { openBrowser } from "../output/open-browser.ts";
import { nextFramework, setupSteps } from "../output/setup-steps.ts";
import type { Project } from "../project/detect-project.ts";
import type { PeekServer } from "../server/start-server.ts";
import { sendTestRequest } from "./send-test-request.ts";

interface KeyContext {
  server: PeekServer;
  project: Project;
  /** Aborted when the server stops. */
  signal: AbortSignal;
  quit: () => void;
}

const HELP = [
  "o + enter   open the dashboard",
  "s + enter   show the lines for another framework",
  "t + enter   send a test request",
  "q + enter   quit",
];

/** Obeys the keys that are typed while the server runs, each followed by enter. */
export function handleKeys(
  { server, project, signal, quit }: KeyContext,
  process: CommandProcess,
): void {
  const { stdin, stdout, stderr, env } = process;
  const colors = createColors(stdout, env);
  const print = (lines: readonly string[]): void =>
    void stdout.write(
      `\n${lines.map((line) => (line === "" ? line : `  ${line}`)).join("\n")}\n\n`,
    );
  let shown = project;

  const actions: Record<string, () => void> = {
    h: () => print(HELP),
    o: () => openBrowser(server.url, process),
    q: quit,
    s: () => {
      shown = { ...shown, framework: { name: nextFramework(shown.framework?.name ?? "express") } };
      print(setupSteps(shown, colors));
    },
    t: () => {
      sendTestRequest(server.ingestUrl).then(
        () => print([`Sent GET /hello/peek of the service "test-request".`]),
        (error: unknown) => stderr.write(`${String(error)}\n`),
      );
    },
  };

  const lines = createInterface({ input: stdin, signal });
  lines.on("line", (line) => actions[line.trim().toLowerCase()]?.());
  // readline takes Ctrl-C from the terminal when it reads it.
  lines.on("SIGINT", quit);
}
