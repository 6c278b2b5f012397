import { once } from "node:events";
import { connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";

/** Asks a server for paths over one HTTP/2 connection without TLS, one after the other. */
export async function callHttp2(port: number, paths: readonly string[]): Promise<void> {
  const session = connect(`http://127.0.0.1:${port}`);
  for (const path of paths) await once(session.request({ ":path": path }).resume(), "close");
  session.destroy();
}

/** The same with a server of its own around a framework's listener. */
export async function callListenerOverHttp2(
  listener: (request: never, response: never) => unknown,
  paths: readonly string[],
): Promise<void> {
  const server = createServer(listener as () => void).listen(0, "127.0.0.1");
  await once(server, "listening");
  await callHttp2((server.address() as AddressInfo).port, paths);
  server.close();
}
