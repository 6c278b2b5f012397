import type { FrameworkName } from "../frameworks/framework.ts";

/** What a server process measures, as its only argument. */
export interface ServerSettings {
  framework: FrameworkName;
  /** URL of the module that makes the subject. */
  subject: string;
  sink: string;
  storagePath: string;
}

export type Command =
  /** Answer so many requests that are made in the process; replies with the CPU time. */
  | { name: "run"; requests: number }
  /** Listen; replies with the port. */
  | { name: "listen" }
  /** Hand on what was recorded; fails unless that is so many requests. */
  | { name: "verify"; requests: number };

/** What a command replies with: microseconds, a port, or nothing worth reading. */
export type Reply = { value: number } | { error: string };
