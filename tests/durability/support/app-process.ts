import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { AppSettings, Command } from "./app.ts";
import { bundle } from "./bundle.ts";
import { readJournal } from "./journal.ts";

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

/** A process that runs `app.ts`. */
export class AppProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #journal: string;
  readonly ended: Promise<Ended>;

  /** @param wrapper command that starts the process in surroundings of its own */
  constructor(settings: AppSettings, wrapper: readonly string[] = []) {
    this.#journal = settings.journal;
    const command = [...wrapper, process.execPath];
    this.#child = fork(bundle("app"), [JSON.stringify(settings)], {
      execPath: command[0]!,
      execArgv: command.slice(1),
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let stderr = "";
    this.#child.stderr!.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    this.ended = once(this.#child, "close").then(([code, signal]) => ({ code, signal, stderr }));
  }

  /** Starts an app; resolves once its client was made. */
  static async start(
    settings: AppSettings,
    wrapper?: readonly string[],
  ): Promise<{ app: AppProcess; listeners: number }> {
    const app = new AppProcess(settings, wrapper);
    const { listeners } = (await app.message()) as { listeners: number };
    return { app, listeners };
  }

  tell(command: Command): void {
    this.#child.send(command);
  }

  /** The next message; fails when the process ends first. */
  async message(): Promise<unknown> {
    const ended = this.ended.then(({ code, signal, stderr }) => {
      throw new Error(`The app ended with ${code ?? signal} instead of a message. ${stderr}`);
    });
    const [value] = (await Promise.race([once(this.#child, "message"), ended])) as [unknown];
    return value;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What the app recorded until now. */
  journal(): ReturnType<typeof readJournal> {
    return readJournal(this.#journal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.ended;
  }
}
