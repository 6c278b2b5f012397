// Lets Node run the TypeScript sources: node --require ./scripts/register-typescript.mjs program.ts
import Module, { register } from "node:module";
import { isMainThread } from "node:worker_threads";
import { bundle } from "./typescript/bundle.mjs";

/** Vitest transforms what its workers import itself: only their threads and child processes need this. */
const isVitestWorker =
  isMainThread && /[/\\]vitest[/\\]dist[/\\]workers[/\\]/.test(process.argv[1] ?? "");

const isSource = (path) => path?.endsWith(".ts") === true;

/** Programs that are bundled need this only for modules whose names they make up: it takes a thread beside each thread. */
function translateImports() {
  register("./typescript/hooks.mjs", import.meta.url, { data: process.execArgv });
}

/** Runs a program as one module with the sources that it imports: one by one they take several times as long. */
function runBundled(path, run) {
  const start = ({ file, importsByName }) => {
    if (importsByName) translateImports();
    run(file);
  };
  const bundled = bundle(path, process.execArgv);
  if (bundled instanceof Promise) void bundled.then(start);
  else start(bundled);
}

if (!isVitestWorker) {
  // Each thread would read the map of all its sources first: NODE_OPTIONS=--enable-source-maps brings that back.
  if (isMainThread) process.setSourceMapsEnabled(true);
  if ((isMainThread && !isSource(process.argv[1])) || process.execArgv.some(isSource)) {
    translateImports();
  }
  const { runMain } = Module;
  Module.runMain = (path = process.argv[1]) =>
    isSource(path) ? runBundled(path, runMain) : runMain(path);
}
