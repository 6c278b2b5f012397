import type { EventLike } from "./event.ts";
import { notingErrors } from "./note-errors.ts";

type Hook = (event: EventLike) => unknown;

/** What of an app of h3 2 leads to the hook that runs in front of its handler. */
export interface HookedApp {
  config?: { onRequest?: Hook };
}

const observed = new WeakSet<Hook>();

/**
 * Has what the `onRequest` hook throws noted. The app gets a configuration of its own that goes by the given one, which
 * other apps may share.
 *
 * @param adopt is called with each event, before the hook
 */
export function observeHook(app: HookedApp, adopt: (event: EventLike) => void): void {
  const { config } = app;
  const hook = config?.onRequest;
  if (hook === undefined || observed.has(hook)) return;
  const onRequest: Hook = (event) => {
    adopt(event);
    return notingErrors(hook.bind(config), event);
  };
  observed.add(onRequest);
  app.config = { __proto__: config, onRequest } as HookedApp["config"] & object;
}
