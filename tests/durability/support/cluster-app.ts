/**
 * A cluster whose workers are killed and replaced in turn. Arguments: {@link MemberSettings} as JSON, how often, and how
 * many clients each worker has.
 */
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Member, type MemberSettings } from "./member.ts";

const [settings, kills, clients] = process.argv.slice(2) as [string, string, string];
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
  const first = Number(process.env["MEMBER"]) * Number(clients);
  const members = Array.from(
    { length: Number(clients) },
    (_, i) => new Member(JSON.parse(settings) as MemberSettings, first + i),
  );
  process.send?.("ready");
  await once(process, "message");
  // One after the other: those that remain take over what the first leave.
  for (const member of members) await member.end();
  process.disconnect();
}
