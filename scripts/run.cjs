#!/usr/bin/env node
"use strict";
// Runs one task of this repository from a fresh clone: node scripts/run.cjs <task> [arguments].
// Written for any Node version, so that an old one gets one clear line instead of a syntax error.

var TASKS = {
  demo: ["node", "--require", "./scripts/register-typescript.cjs", "scripts/demo/main.ts"],
  test: ["vitest", "run"],
  "test:long": ["vitest", "run", "--config", "vitest.long.config.ts"],
  "test:runtimes": ["vitest", "run", "--config", "tests/runtimes/vitest.config.ts"],
  "test:framework-suites": [
    "node",
    "--require",
    "./scripts/register-typescript.cjs",
    "--conditions",
    "@peekjs/source",
    "tests/framework-suites/main.ts",
  ],
  bench: ["node", "--require", "./scripts/register-typescript.cjs", "benchmarks/src/main.ts"],
  build: ["turbo", "run", "build"],
  check: ["node", "--require", "./scripts/register-typescript.cjs", "scripts/check/main.ts"],
  screenshot: [
    "node",
    "--require",
    "./scripts/register-typescript.cjs",
    "scripts/screenshot/main.ts",
  ],
};

var childProcess = require("child_process");
var fs = require("fs");
var path = require("path");

var root = path.resolve(__dirname, "..");
var windows = process.platform === "win32";

function fail(message) {
  console.error(message);
  process.exit(1);
}

function checkNodeVersion() {
  var version = process.versions.node.split(".").map(Number);
  var supported =
    (version[0] === 20 && version[1] >= 19) ||
    (version[0] === 22 && version[1] >= 13) ||
    version[0] > 22;
  if (!supported) {
    fail(
      "PEEK_E_NODE_VERSION Node " +
        process.versions.node +
        " found; peek needs ^20.19 or >= 22.13.",
    );
  }
}

function read(file) {
  var full = path.join(root, file);
  return fs.existsSync(full) ? fs.readFileSync(full, "utf8") : undefined;
}

/** pnpm leaves a copy of the lockfile beside what it installed. */
function isInstalled() {
  return read("node_modules/.pnpm/lock.yaml") === read("pnpm-lock.yaml");
}

function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    return error.code !== "EACCES" && error.code !== "EROFS" && error.code !== "EPERM";
  }
  return true;
}

function install() {
  if (!isWritable(root)) {
    fail(
      "PEEK_E_PERMISSION No write permission in " + root + ". Clone peek into a folder of yours.",
    );
  }
  var packageManager = JSON.parse(read("package.json")).packageManager;
  console.error("Installing dependencies (" + packageManager + ") …");
  var started = Date.now();
  var result = childProcess.spawnSync(
    "npx",
    ["--yes", packageManager, "install", "--frozen-lockfile", "--prod=false"],
    { cwd: root, encoding: "utf8", shell: windows, maxBuffer: 64 * 1024 * 1024 },
  );
  if (result.status !== 0) {
    var reason = result.error ? result.error.message : result.stdout + result.stderr;
    fail(reason.trim() + "\nPEEK_E_INSTALL The dependencies could not be installed: see above.");
  }
  console.error("Installed in " + Math.round((Date.now() - started) / 1000) + " s.");
}

function environment() {
  var env = Object.assign({}, process.env);
  // Windows spells it Path.
  var name =
    Object.keys(env).filter(function (key) {
      return key.toUpperCase() === "PATH";
    })[0] || "PATH";
  env[name] = path.join(root, "node_modules", ".bin") + path.delimiter + env[name];
  env.TURBO_TELEMETRY_DISABLED = "1";
  return env;
}

function run(command, args) {
  var child = childProcess.spawn(command, args, {
    cwd: root,
    env: environment(),
    stdio: "inherit",
    shell: windows,
  });
  // A terminal sends Ctrl-C to the task as well; a supervisor signals this process alone.
  process.on("SIGINT", function () {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  });
  process.on("SIGTERM", function () {
    child.kill("SIGTERM");
  });
  child.on("error", function (error) {
    fail(error.message);
  });
  child.on("exit", function (code) {
    process.exit(code === null ? 1 : code);
  });
}

var task = TASKS[process.argv[2]];
if (!task) fail("Usage: node scripts/run.cjs <" + Object.keys(TASKS).join("|") + "> [arguments]");
checkNodeVersion();
if (!isInstalled()) install();
run(task[0], task.slice(1).concat(process.argv.slice(3)));
