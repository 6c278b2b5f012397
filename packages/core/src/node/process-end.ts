import type { ResolvedOptions } from "../options/resolve.ts";
import type { Cancel } from "../platform.ts";

/** Milliseconds that the natural end of a process may be put off. */
const LONGEST_EXIT_FLUSH = 1_000;
const LONGEST_SIGNAL_FLUSH = 5_000;

/** One listener serves every client: Node warns of the eleventh. */
const exitFlushes = new Set<() => void>();
const onBeforeExit = (): void => exitFlushes.forEach((exitFlush) => exitFlush());

/** Flushes when the event loop has run empty, and on the signals asked for, which are then raised again. */
export function flushAtEnd(
  { flushOnExit = true, shutdownSignals = [] }: ResolvedOptions,
  flush: (timeout: number) => Promise<unknown>,
  writeAll: () => void,
): Cancel {
  let flushing: Promise<unknown> | undefined;
  const exitFlush = (): void => {
    // `beforeExit` comes again after this flush, and after what other listeners began: a second flush might never end.
    if (flushing !== undefined) {
      writeAll();
      return;
    }
    const alive = setTimeout(() => undefined, LONGEST_EXIT_FLUSH);
    flushing = flush(LONGEST_EXIT_FLUSH).finally(() => clearTimeout(alive));
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    const alive = setTimeout(() => undefined, LONGEST_SIGNAL_FLUSH);
    void flush(LONGEST_SIGNAL_FLUSH).finally(() => {
      clearTimeout(alive);
      process.off(signal, onSignal);
      // The app's own listener decides when there is one; else the process dies as it would without peek.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  };

  if (flushOnExit) {
    if (exitFlushes.size === 0) process.on("beforeExit", onBeforeExit);
    exitFlushes.add(exitFlush);
  }
  for (const signal of shutdownSignals) process.on(signal, onSignal);
  return () => {
    exitFlushes.delete(exitFlush);
    if (exitFlushes.size === 0) process.off("beforeExit", onBeforeExit);
    for (const signal of shutdownSignals) process.off(signal, onSignal);
  };
}
