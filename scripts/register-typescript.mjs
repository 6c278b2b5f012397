// Lets Node run the TypeScript sources: node --import ./scripts/register-typescript.mjs program.ts
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

/** Vitest transforms what its workers import itself: only their threads and child processes need this. */
const isVitestWorker =
  isMainThread && /[/\\]vitest[/\\]dist[/\\]workers[/\\]/.test(process.argv[1] ?? "");

if (!isVitestWorker) {
  // Each thread would read the map of all its sources first: NODE_OPTIONS=--enable-source-maps brings that back.
  if (isMainThread) process.setSourceMapsEnabled(true);
  register("./typescript/hooks.mjs", import.meta.url);
}
