import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { vi } from "vitest";
import { freePort } from "../../../../tests/support/free-port.ts";

/** How a server is started on a port of loopback, with all its data below a folder. */
export interface ServerProgram {
  binary: string;
  /** Run once, before the first start. */
  prepare?: [binary: string, args: (folder: string) => string[]];
  args: (port: number, folder: string) => string[];
}

/** The program's full path, where it is installed. */
export function installed(name: string): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    "/usr/sbin",
    ...versions.map((version) => `${debian}/${version}/bin`),
  ];
  // A wrapper of the same name may stand in PATH before the server itself.
  return folders
    .toReversed()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** A real server that can be stopped and started again with what it kept. */
export class RunningServer {
  readonly port: number;
  readonly #program: ServerProgram;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(program: ServerProgram, port: number, folder: string) {
    this.#program = program;
    this.port = port;
    this.#folder = folder;
  }

  static async start(program: ServerProgram): Promise<RunningServer> {
    const folder = mkdtempSync(join(tmpdir(), "peek-endpoint-"));
    const { uid, gid } = user();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    chmodSync(folder, 0o700);
    if (program.prepare) {
      const [binary, args] = program.prepare;
      execFileSync(installed(binary)!, args(folder), { ...user(), cwd: folder, stdio: "pipe" });
    }
    const server = new RunningServer(program, await freePort(), folder);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const { binary, args } = this.#program;
    const options = { ...user(), cwd: this.#folder, stdio: "ignore" as const };
    this.#process = spawn(installed(binary)!, args(this.port, this.#folder), options);
    await vi.waitFor(() => reached(this.port), { timeout: 20_000 });
  }

  async stop(): Promise<void> {
    if (this.#process?.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGINT");
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** PostgreSQL refuses to run as root: whoever is root runs servers as nobody. */
function user(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
}

async function reached(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
}
