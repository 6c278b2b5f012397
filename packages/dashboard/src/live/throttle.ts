/** Calls at once, then at most every `interval` milliseconds; a call in between is made up for at its end. */
export function throttle(action: () => void, interval: number): { call(): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const run = (): void => {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, interval);
    action();
  };
  return {
    call() {
      if (timer === undefined) run();
      else again = true;
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
