import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { FROM_SOURCES } from "../../support/from-sources.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** A Node process that runs a script of this repository on the sources of its packages. */
export class NodeProcess {
  #output = "";
  readonly #process: ChildProcess;
  readonly #exit: Promise<number | null>;
  #hasEnded = false;

  /**
   * @param script below the repository, with its arguments
   * @param env is all of peek's settings that it gets
   * @param prefix of the command, as one that gives it preference
   */
  constructor(
    script: readonly [path: string, ...args: string[]],
    cwd: string,
    env: NodeJS.ProcessEnv,
    prefix: readonly string[] = [],
  ) {
    const [path, ...args] = script;
    const [program, ...all] = [...prefix, process.execPath, ...FROM_SOURCES, ROOT + path, ...args];
    this.#process = spawn(program!, all, {
      cwd,
      env: { PATH: process.env["PATH"], HOME: cwd, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    }
    this.#exit = once(this.#process, "close").then(([code]) => {
      this.#hasEnded = true;
      return code as number | null;
    });
  }

  /** What it printed, as soon as it matches. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return vi.waitUntil(
      () => {
        const found = pattern.exec(this.#output);
        if (found === null && this.#hasEnded) throw new Error(`It ended. ${this.#output}`);
        return found;
      },
      { timeout: 50_000, interval: 10 },
    );
  }

  /** Asks it to end and resolves with its exit code; null when it had to be killed. */
  async stop(): Promise<number | null> {
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 8_000);
    const code = await this.#exit;
    clearTimeout(timer);
    return code;
  }
}
