import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";
import { FROM_SOURCES } from "../../../../tests/support/from-sources.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** `peek` as a process of its own, run from the sources; killed when the test has ended. */
export class RunningCommand {
  stdout = "";
  stderr = "";
  readonly #process: ChildProcess;
  readonly #exit: Promise<number | null>;
  #hasEnded = false;

  constructor(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
    this.#process = spawn(process.execPath, [...FROM_SOURCES, MAIN, ...args], {
      cwd,
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.#exit = once(this.#process, "close").then(([code]) => {
      this.#hasEnded = true;
      return code as number | null;
    });
    onTestFinished(() => void this.#process.kill("SIGKILL"));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolves when stdout matches; fails when it ends before, or shortly before a test's own limit. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return vi.waitUntil(
      () => {
        const found = pattern.exec(this.stdout);
        if (found === null && this.#hasEnded) throw new Error(`It ended. ${this.stderr}`);
        return found;
      },
      { timeout: 170_000, interval: 10 },
    );
  }

  /** The URL that it printed, once it is ready. */
  async url(): Promise<string> {
    const [, url] = await this.until(/(http:\/\/[^\s/"]+)/);
    return url!;
  }

  /** The exit code, once it has ended. */
  exit(): Promise<number | null> {
    return this.#exit;
  }

  /** Asks it to end, and resolves with the exit code. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.#process.kill(signal);
    return this.#exit;
  }
}
