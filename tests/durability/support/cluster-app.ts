/** A cluster whose workers are killed and replaced in turn. Arguments: {@link MemberSettings} as JSON, and how often. */
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Member, type MemberSettings } from "./member.ts";

const [settings, kills] = process.argv.slice(2) as [string, string];
const WORKERS = 2;
/** Milliseconds between kills. */
const LIFE = 300;

async function lead(): Promise<void> {
  const workers: Worker[] = [];
  let made = 0;
  const make = async (): Promise<void> => {
    const worker = cluster.fork({ MEMBER: String(++made) });
    workers.push(worker);
    await once(worker, "message");
  };
  for (let i = 0; i < WORKERS; i++) await make();
  for (let i = 0; i < Number(kills); i++) {
    await wait(LIFE);
    const victim = workers.shift()!;
    victim.process.kill("SIGKILL");
    await make();
  }
  await wait(LIFE);
  for (const worker of workers) worker.send("end");
}

if (cluster.isPrimary) await lead();
else {
  const member = new Member(JSON.parse(settings) as MemberSettings, Number(process.env["MEMBER"]));
  process.send?.("ready");
  await once(process, "message");
  await member.end();
  process.disconnect();
}
