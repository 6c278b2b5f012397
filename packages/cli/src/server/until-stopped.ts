const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves at the first signal to end, or when `quit` is called. A second signal ends the process at once. */
export function untilStopped(): { stopped: Promise<void>; quit: () => void } {
  let quit!: () => void;
  const stopped = new Promise<void>((resolve) => (quit = resolve));
  let signals = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      signals++;
      if (signals > 1) process.exit(1);
      quit();
    });
  }
  return { stopped, quit };
}
