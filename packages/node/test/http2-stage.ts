import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { createConnection, type Socket } from "node:net";
import { attach } from "@peekjs/node";
import { listen, type Recorder } from "./support.ts";

type Listener = (request: Http2ServerRequest, response: Http2ServerResponse) => unknown;

/** A server of HTTP/2 that is observed, and a client's session with it. */
export interface Stage extends AsyncDisposable {
  readonly server: Http2Server;
  readonly session: ClientHttp2Session;
  /** That of the client. */
  readonly socket: Socket;
  ask(headers: Record<string, string>, body?: string): Promise<string>;
  /** Resolves with the first call of {@link Stage.seen}. */
  readonly isSeen: Promise<void>;
  seen(): void;
}

export async function openStage(recorder: Recorder, listener: Listener): Promise<Stage> {
  const server = createServer(listener);
  attach(server, recorder.client);
  const at = await listen(server);
  const socket = createConnection(at.port, "127.0.0.1");
  const session = connect(`http://127.0.0.1:${at.port}`, { createConnection: () => socket });
  session.on("error", () => undefined);
  let seen!: () => void;
  const isSeen = new Promise<void>((resolve) => (seen = resolve));
  return {
    server,
    session,
    socket,
    isSeen,
    seen,
    async ask(headers, body) {
      const stream = session.request(headers).setEncoding("utf8");
      stream.end(body);
      let text = "";
      stream.on("data", (chunk: string) => (text += chunk));
      await once(stream, "close");
      return text;
    },
    async [Symbol.asyncDispose]() {
      session.destroy();
      at[Symbol.dispose]();
    },
  };
}
