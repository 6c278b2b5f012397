import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const LISTEN =
  'require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, function () { process.stdout.write(String(this.address().port)); })';
/** More connections than the kernel takes for a process that accepts none. */
const FILLING = 8;

export interface BlackHole extends Disposable {
  url: string;
}

/** An address where connecting neither succeeds nor fails: a listener that stands still, its backlog full. */
export async function openBlackHole(): Promise<BlackHole> {
  const listener = spawn(process.execPath, ["-e", LISTEN]);
  const port = Number(((await once(listener.stdout, "data")) as [Buffer])[0]);
  listener.kill("SIGSTOP");
  const sockets: Socket[] = [];
  for (let i = 0; i < FILLING; i++) {
    sockets.push(connect(port, "127.0.0.1").on("error", () => undefined));
  }
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      listener.kill("SIGKILL");
    },
  };
}
