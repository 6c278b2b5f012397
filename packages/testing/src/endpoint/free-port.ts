import { createServer } from "node:net";

/**
 * Systems give higher ones to whoever asks for any (Linux from 32768, others from 49152), and most services have lower
 * ones.
 */
const FIRST = 20_000;
const LAST = 32_000;

/**
 * A port of the loopback interface that is free and stays so: nobody is given it who asks for any. What is sent to it while
 * nobody listens reaches no server of another test.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
