// A process that drives a server over TCP, from its own core, and counts the answers.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Reply } from "../process/messages.ts";
import { AnswerReader } from "./answer-reader.ts";
import { requests } from "./requests.ts";

/** Drive the server at a port for some milliseconds; replies with the number of answers. */
export interface LoadCommand {
  port: number;
  milliseconds: number;
}

const CONNECTIONS = 32;

async function drive({ port, milliseconds }: LoadCommand): Promise<number> {
  const end = performance.now() + milliseconds;
  const answers = Array.from({ length: CONNECTIONS }, (_, n) => converse(port, end, n * 157));
  return (await Promise.all(answers)).reduce((sum, count) => sum + count, 0);
}

/** One request at a time; resolves with the number of answers when time is over. */
async function converse(port: number, end: number, first: number): Promise<number> {
  const socket: Socket = connect(port, "127.0.0.1").setNoDelay().setEncoding("latin1");
  await once(socket, "connect");
  const reader = new AnswerReader();
  let next = first;
  let answered = 0;
  const send = (): void => void socket.write(requests[next++ % requests.length]!);
  send();
  for await (const text of socket as AsyncIterable<string>) {
    const completed = reader.read(text);
    if (completed === 0) continue;
    answered += completed;
    if (performance.now() >= end) break;
    send();
  }
  return answered;
}

process.on("message", (command: LoadCommand) => {
  drive(command).then(
    (value) => process.send!({ value } satisfies Reply),
    (error: unknown) => process.send!({ error: String(error) } satisfies Reply),
  );
});
process.on("disconnect", () => process.exit());
process.send!({ value: 0 } satisfies Reply);
