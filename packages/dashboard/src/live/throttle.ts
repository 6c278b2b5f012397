/** Calls at once, then at most every `interval` milliseconds, and once more an interval after the last call. */
export function throttle(
  action: () => void,
  interval: number,
): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const run = (): void => {
    again = false;
    action();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, interval);
  };
  return {
    call() {
      if (timer === undefined) run();
      again = true;
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
