import { connect, type Socket } from "node:net";
import { connect as connectOverTls } from "node:tls";

/**
 * Sends a request, and leaves after the first `characters` of what comes back; for none, as soon as it is sent.
 *
 * @returns what came back by then
 */
export async function leave(url: string, request: string, characters = 0): Promise<string> {
  let received = "";
  await new Promise<void>((resolve, reject) => {
    const socket = open(new URL(url)).once("error", reject).once("close", resolve);
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
      if (received.length >= characters) socket.destroy();
    });
    socket.write(request, () => {
      if (characters === 0) socket.destroy();
    });
  });
  return received;
}

function open({ hostname: host, port, protocol }: URL): Socket {
  const to = { host, port: Number(port) };
  return protocol === "https:" ? connectOverTls({ ...to, rejectUnauthorized: false }) : connect(to);
}
