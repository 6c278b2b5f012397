import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeRuntime } from "../process/peers.ts";
import type { RecordCommand, RecorderSettings } from "../process/recorder.ts";
import { startSink } from "../process/sink.ts";
import { WorkerProcess } from "../process/worker-process.ts";
import { estimate, median, type Estimate } from "../statistics.ts";

export interface DurabilityPlan {
  rounds: number;
  /** Requests recorded in one reading. */
  requests: number;
}

/** CPU microseconds for one recorded request. */
export interface Durability {
  mode: string;
  endpoint: "up" | "down";
  /** Within `recordRequest`: what the app's request waits for. */
  calls: Estimate;
  /** Until it is delivered or on disk, without what the pacing loop itself takes. */
  total: Estimate;
  /** Bytes on disk after the last reading; 0 when everything was delivered. */
  storedBytes: number;
}

const MODES = ["memory", "interval", "event"] as const;
/** Nothing listens there: the port is reserved. */
const REFUSING = "http://127.0.0.1:1";

interface Recorder {
  mode: RecorderSettings["durability"];
  endpoint: Durability["endpoint"];
  storagePath: string;
  worker: WorkerProcess<RecordCommand>;
  readings: { total: number; calls: number }[];
}

/** Measures what each durability costs for one event, with the endpoint up and down. */
export async function measureDurability(
  { path }: NodeRuntime,
  { rounds, requests }: DurabilityPlan,
): Promise<Durability[]> {
  const sink = await startSink();
  const recorders: Recorder[] = [];
  try {
    recorders.push(await startRecorder(path, undefined, "up", sink.url));
    for (const mode of MODES) {
      recorders.push(await startRecorder(path, mode, "up", sink.url));
      recorders.push(await startRecorder(path, mode, "down", REFUSING));
    }
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const { worker, readings } of recorders) {
        const total = await worker.send({ name: "record", requests });
        const calls = await worker.send({ name: "calls" });
        if (round > 0) readings.push({ total: total / requests, calls: calls / requests });
      }
    }
    const recorded = (rounds + 1) * requests;
    const [loop, ...clients] = recorders as [Recorder, ...Recorder[]];
    return await Promise.all(clients.map((recorder) => summarise(recorder, loop, recorded)));
  } finally {
    await Promise.all(recorders.map(({ worker }) => worker[Symbol.asyncDispose]()));
    await Promise.all(recorders.map(({ storagePath }) => rm(storagePath, { recursive: true })));
    await sink[Symbol.asyncDispose]();
  }
}

async function startRecorder(
  node: string,
  mode: Recorder["mode"],
  endpoint: Recorder["endpoint"],
  url: string,
): Promise<Recorder> {
  const storagePath = await mkdtemp(join(tmpdir(), "peek-benchmark-"));
  const program = new URL("../process/recorder.ts", import.meta.url);
  const settings: RecorderSettings = { durability: mode, endpoint: url, storagePath };
  const worker = await WorkerProcess.start<RecordCommand>(node, program, settings);
  return { mode, endpoint, storagePath, worker, readings: [] };
}

async function summarise(
  { mode, endpoint, storagePath, readings }: Recorder,
  loop: Recorder,
  recorded: number,
): Promise<Durability> {
  const above = readings.map(({ total, calls }, round) => ({
    total: total - loop.readings[round]!.total,
    calls: calls - loop.readings[round]!.calls,
  }));
  return {
    mode: String(mode),
    endpoint,
    calls: estimate([above], (drawn) => median(drawn.map(({ calls }) => calls))),
    total: estimate([above], (drawn) => median(drawn.map(({ total }) => total))),
    storedBytes: (await sizeOf(storagePath)) / recorded,
  };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
