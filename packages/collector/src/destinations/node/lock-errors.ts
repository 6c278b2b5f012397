import { PeekError } from "@peekjs/protocol";
import type { ProcessOwner } from "@peekjs/protocol/node";

export function lockedError(directory: string, owner: ProcessOwner | undefined): PeekError {
  const who = owner === undefined ? "another process" : `process ${owner.pid} on ${owner.host}`;
  return new PeekError(
    "PEEK_E_DESTINATION_STORAGE_LOCKED",
    `The folder ${directory} is in use by ${who}: two would delete each other's events. Give each process a folder of its own, or stop that one.`,
  );
}

export function lostError(directory: string): PeekError {
  return new PeekError(
    "PEEK_E_DESTINATION_STORAGE_LOCKED",
    `Another process has taken the folder ${directory}, because this one was stopped for long, or its lock was removed. Stop this process: what it keeps there may be lost.`,
  );
}
