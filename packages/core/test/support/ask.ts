import { once } from "node:events";
import { connect, type Socket } from "node:net";

export const GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

/**
 * Sends requests in one packet; what is received until the connection closes.
 *
 * @param leave called with the first bytes
 */
export async function ask(
  port: number,
  requests: string,
  leave?: (socket: Socket) => void,
): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("latin1");
  let received = "";
  socket.on("error", () => undefined);
  socket.on("data", (text: string) => {
    received += text;
    leave?.(socket);
  });
  socket.write(requests);
  await once(socket, "close");
  return received;
}
