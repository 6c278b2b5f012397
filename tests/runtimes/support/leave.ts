import { connect } from "node:net";

/**
 * Sends a request, and leaves after the first `characters` of what comes back; for none, as soon as it is sent.
 *
 * @returns what came back by then
 */
export async function leave(url: string, request: string, characters = 0): Promise<string> {
  const { hostname, port } = new URL(url);
  let received = "";
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname).once("error", reject).once("close", resolve);
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
