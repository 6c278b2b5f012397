import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts a program beside this file on the sources. */
export function start(program: "collector", ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const child = fork(path, args, { env: { ...process.env, NODE_ENV: "development" } });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Waits for a message of a child; fails when the child ends first. */
export async function message(child: ChildProcess): Promise<unknown> {
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`The process ended with ${code ?? signal} instead of a message.`);
  });
  const [value] = (await Promise.race([once(child, "message"), ended])) as [unknown];
  return value;
}

export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

const children = new Set<ChildProcess>();

export function killAll(): void {
  for (const child of children) child.kill("SIGKILL");
}
