"use strict";
// Lets Node run the TypeScript sources: node --require ./scripts/register-typescript.cjs program.ts
const Module = require("node:module");
const { pathToFileURL } = require("node:url");
const { isMainThread } = require("node:worker_threads");

/** Vitest transforms what its workers import itself: only their threads and child processes need this. */
const isVitestWorker =
  isMainThread && /[/\\]vitest[/\\]dist[/\\]workers[/\\]/.test(process.argv[1] ?? "");

const isSource = (path) => path?.endsWith(".ts") === true;
const importsSources = process.execArgv.some(isSource);

/** Programs that are bundled need this only for modules whose names they make up: it takes a thread beside each thread. */
function translateImports() {
  const { noDeprecation } = process;
  // From Node 26 on. What takes its place knows no hooks that wait, as these do.
  process.noDeprecation = true;
  Module.register("./typescript/hooks.mjs", {
    parentURL: pathToFileURL(__filename),
    data: process.execArgv,
  });
  process.noDeprecation = noDeprecation;
}

/** Runs a program as one module with the sources that it imports: one by one they take several times as long. */
function runBundled(path, run) {
  const { bundle } = require("./typescript/bundle.mjs");
  const start = ({ file, importsByName }) => {
    if (importsByName || importsSources) translateImports();
    run(file);
  };
  const bundled = bundle(path, process.execArgv);
  if (bundled instanceof Promise) void bundled.then(start);
  else start(bundled);
}

if (!isVitestWorker) {
  // Each thread would read the map of all its sources first: NODE_OPTIONS=--enable-source-maps brings that back.
  if (isMainThread) process.setSourceMapsEnabled(true);
  if (isMainThread && !isSource(process.argv[1])) translateImports();
  const { runMain } = Module;
  Module.runMain = (path = process.argv[1]) =>
    isSource(path) ? runBundled(path, runMain) : runMain(path);
}
