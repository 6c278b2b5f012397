/**
 * The promise that a handler returned, to be watched; undefined for what does not settle later. A thenable that is no
 * promise may do its work anew whenever `then` is called: it is asked here, once, and is not to be handed on.
 */
export function promiseOf<Result>(result: Result): (Result & Promise<unknown>) | undefined {
  try {
    const { then } = (result ?? {}) as { then?: unknown };
    if (typeof then !== "function") return undefined;
    return (result instanceof Promise ? result : Promise.resolve(result)) as Result &
      Promise<unknown>;
  } catch {
    // Not every value can be asked what it is.
    return undefined;
  }
}
