/** A client in the main thread and in each of several others, of which one is terminated. Argument: {@link MemberSettings} as JSON. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { Member, type MemberSettings } from "./member.ts";

const THREADS = 3;
/** Milliseconds for which all of them record. */
const LIFE = 600;

async function lead(): Promise<void> {
  const settings = JSON.parse(process.argv[2]!) as MemberSettings;
  const own = new Member(settings, 1);
  const threads: Worker[] = [];
  for (let id = 2; id < 2 + THREADS; id++) {
    const thread = new Worker(new URL(import.meta.url), { workerData: { settings, id } });
    await once(thread, "message");
    threads.push(thread);
  }
  await wait(LIFE);
  const [first, ...others] = threads as [Worker, ...Worker[]];
  await first.terminate();
  for (const thread of others) thread.postMessage("end");
  await own.end();
}

if (isMainThread) await lead();
else {
  const { settings, id } = workerData as { settings: MemberSettings; id: number };
  const member = new Member(settings, id);
  parentPort!.postMessage("ready");
  await once(parentPort!, "message");
  await member.end();
}
