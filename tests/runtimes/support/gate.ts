import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to an endpoint that can be shut: refused connections, or connections that nobody answers for a while. */
export interface Gate {
  readonly url: string;
  /** Lets everything through, also what was held. */
  open(): void;
  /** Ends connections at once. */
  refuse(): void;
  /** Accepts connections and passes nothing on. */
  hold(): void;
  close(): Promise<void>;
}

/** Starts an open gate in front of an HTTP endpoint. */
export async function startGate(endpoint: string): Promise<Gate> {
  const port = Number(new URL(endpoint).port);
  const sockets = new Set<Socket>();
  const held = new Set<Socket>();
  let state: "open" | "refusing" | "holding" = "open";

  const server = createServer((socket) => {
    track(socket);
    if (state === "refusing") socket.resetAndDestroy();
    else if (state === "holding") held.add(socket);
    else pass(socket);
  });
  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  }
  function pass(socket: Socket): void {
    const onward = connect(port, "127.0.0.1");
    track(onward);
    socket.pipe(onward).pipe(socket);
  }
  function shut(next: typeof state): void {
    state = next;
    for (const socket of sockets) socket.destroy();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open() {
      state = "open";
      for (const socket of held) pass(socket);
      held.clear();
    },
    refuse: () => shut("refusing"),
    hold: () => shut("holding"),
    async close() {
      shut("refusing");
      server.close();
      await once(server, "close");
    },
  };
}
