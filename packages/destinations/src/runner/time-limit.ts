import { schedule, type Cancel } from "./timer.ts";

export interface TimeLimit {
  signal: AbortSignal;
  /** Rejects when the signal aborts. */
  ended: Promise<never>;
  forget(): void;
}

/**
 * Aborts after so many milliseconds, or when all is closed. By hand: AbortSignal.any keeps what it makes of a long-lived
 * signal in memory.
 */
export function limitTime(timeout: number, closing: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const cancel = scheduleRunning(abort, timeout);
  closing.addEventListener("abort", abort);
  if (closing.aborted) abort();
  const ended = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error("aborted"));
    if (controller.signal.aborted) fail();
    controller.signal.addEventListener("abort", fail);
  });
  ended.catch(() => undefined);
  return {
    signal: controller.signal,
    ended,
    forget() {
      cancel();
      closing.removeEventListener("abort", abort);
    },
  };
}

/** In which a time is waited for, one after the other. */
const PARTS = 4;

/** Parts that may be waited for again. */
const MOST_STANDSTILLS = 4;

/**
 * Calls back after so much time in which the process ran. Timers ring before sockets are read: after a long computation, or
 * when a frozen process goes on, an answer that came in time would be given up unread, and sent for again.
 */
function scheduleRunning(callback: () => void, milliseconds: number): Cancel {
  const part = milliseconds / PARTS;
  let left = PARTS;
  let standstills = 0;
  let cancel: Cancel;
  const wait = (): void => {
    const due = performance.now() + part;
    cancel = schedule(() => {
      const stoodStill = performance.now() - due > part / 2;
      if (stoodStill && standstills < MOST_STANDSTILLS) standstills++;
      else left--;
      if (left > 0) wait();
      else callback();
    }, part);
  };
  wait();
  return () => cancel();
}
