import type { End } from "./process-end.ts";

/** Every way in which a process ends. */
export const ENDS: readonly End[] = [
  { name: "runs to its natural end", by: "end", outcome: 0, inOrder: true },
  { name: "calls process.exit", by: "exit", outcome: 3, inOrder: false },
  { name: "dies of an uncaught exception", by: "throw", outcome: 1, inOrder: false },
  { name: "dies of an unhandled rejection", by: "reject", outcome: 1, inOrder: false },
  { name: "dies of SIGTERM", by: "SIGTERM", outcome: "SIGTERM", inOrder: false },
  { name: "dies of SIGINT", by: "SIGINT", outcome: "SIGINT", inOrder: false },
  {
    name: "exits in its own SIGTERM listener",
    by: "SIGTERM",
    onSignal: "exit",
    outcome: 0,
    inOrder: false,
  },
  {
    name: "awaits client.shutdown() in its own SIGINT listener",
    by: "SIGINT",
    onSignal: "shutdown",
    outcome: 0,
    inOrder: true,
  },
  {
    name: "dies of SIGTERM after the flush it asked for",
    by: "SIGTERM",
    options: { shutdownSignals: ["SIGTERM"] },
    outcome: "SIGTERM",
    inOrder: true,
  },
  { name: "is killed", by: "SIGKILL", outcome: "SIGKILL", inOrder: false },
];
