import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../root.ts";
import { ScriptError } from "../script-error.ts";

const STOP_TIMEOUT = 12_000;
const START_TIMEOUT = 30_000;

/** A Node process of the demo. */
export class Child {
  readonly #name: string;
  readonly #process: ChildProcess;
  #output = "";

  /** @param env is all that it inherits, beside what Node itself needs. */
  constructor(name: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
    this.#name = name;
    this.#process = spawn(process.execPath, args, {
      cwd,
      env: { ...withoutSettings(process.env), ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // Ctrl-C reaches this script alone, which stops its processes in order.
      detached: true,
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    }
  }

  /** What it has printed. */
  get output(): string {
    return this.#output;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Resolves when `isReady` answers true; throws when the process ends before. */
  async ready(isReady: () => Promise<boolean> | boolean): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT;
    while (!(await isReady())) {
      if (!this.running || Date.now() > deadline) {
        throw new ScriptError(
          "PEEK_E_START",
          `${this.#name} did not start. ${this.#output.trim()}`,
        );
      }
      await sleep(25);
    }
  }

  /** Asks it to end, and ends it if it does not. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), STOP_TIMEOUT);
    await exit;
    clearTimeout(timer);
  }
}

/** The environment without what would configure peek, the APIs or Node itself. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(PEEK_|OTEL_|NODE_ENV$|NODE_OPTIONS$|PORT$|HOST$)/.test(name),
  );
  return Object.fromEntries(kept);
}

/** The absolute path of a file of the repository. */
export function inRepository(path: string): string {
  return `${ROOT}/${path}`.replace("//", "/");
}
