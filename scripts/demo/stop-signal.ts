/** Aborts when this process is asked to end; it goes on, to clean up. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => controller.abort());
  }
  return controller.signal;
}

/**
 * A controller of its own that aborts with the given signal too. `AbortSignal.any` over `AbortSignal.timeout` would do,
 * but Node 20 may collect the timeout before it fires.
 */
export function abortWith(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return controller;
}
