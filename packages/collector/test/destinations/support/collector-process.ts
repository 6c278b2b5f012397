import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const PROGRAM = fileURLToPath(new URL("collector-program.ts", import.meta.url));
const REGISTER_TYPESCRIPT = new URL(
  "../../../../../scripts/register-typescript.mjs",
  import.meta.url,
);

/** A collector with webhooks as a process of its own, which can be killed and started again on its folder and port. */
export class CollectorProcess {
  readonly #args: string[];
  readonly url: string;
  #child: ChildProcess | undefined;

  /** @param hooks URLs of the webhooks */
  static async start(directory: string, hooks: readonly string[]): Promise<CollectorProcess> {
    const collector = new CollectorProcess(directory, await freePort(), hooks);
    onTestFinished(() => collector.kill());
    await collector.start();
    return collector;
  }

  private constructor(directory: string, port: number, hooks: readonly string[]) {
    this.#args = [directory, String(port), ...hooks];
    this.url = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const execArgv = ["--import", REGISTER_TYPESCRIPT.href, "--conditions", "@peekjs/source"];
    const child = fork(PROGRAM, this.#args, { execArgv });
    this.#child = child;
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`The collector ended with ${code ?? signal}.`);
    });
    ended.catch(() => undefined);
    await Promise.race([once(child, "message"), ended]);
  }

  /** Kill -9. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** Sends calls as a client does: again until they are acknowledged. */
  async send(batch: readonly Record<string, unknown>[]): Promise<void> {
    for (;;) {
      try {
        const body = JSON.stringify({ batch });
        const response = await fetch(`${this.url}/v1/batch`, { method: "POST", body });
        await response.arrayBuffer();
        if (response.ok) return;
      } catch {
        // Killed meanwhile; it will be back.
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
