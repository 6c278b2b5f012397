import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Reply } from "./messages.ts";

/** A process that obeys commands, one at a time. */
export class WorkerProcess<Command extends object> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #output: () => string;

  private constructor(child: ChildProcess, output: () => string) {
    this.#child = child;
    this.#output = output;
  }

  /**
   * Starts a TypeScript program on a given Node, with production settings; resolves when it is ready.
   *
   * @throws when it ends before
   */
  static async start<Command extends object>(
    node: string,
    program: URL,
    settings: object,
  ): Promise<WorkerProcess<Command>> {
    const child = fork(program, [JSON.stringify(settings)], {
      execPath: node,
      execArgv: process.execArgv,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        PEEKAPI_SDK: process.env["PEEKAPI_SDK"],
        NODE_ENV: "production",
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let output = "";
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-10_000)));
    }
    const worker = new WorkerProcess<Command>(child, () => output);
    await worker.#reply();
    return worker;
  }

  /** @throws when the program fails to obey, or ends */
  async send(command: Command): Promise<number> {
    this.#child.send(command);
    return this.#reply();
  }

  #reply(): Promise<number> {
    return new Promise((resolve, reject) => {
      const onMessage = (reply: Reply): void => {
        this.#child.off("exit", onExit);
        if ("error" in reply) reject(new Error(`${reply.error}\n${this.#output()}`));
        else resolve(reply.value);
      };
      const onExit = (): void => {
        this.#child.off("message", onMessage);
        reject(new Error(`A measured process ended:\n${this.#output()}`));
      };
      this.#child.once("message", onMessage);
      this.#child.once("exit", onExit);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}
