import type { ConsumerIdentity } from "../options/options.ts";
import type { Mount } from "../adapter/mount.ts";

/** On edge runtimes nothing below a fetch handler can be observed. Calls of what is empty cost bundlers nothing. */
export function observeBelow<FrameworkRequest>(
  _mount: Mount<FrameworkRequest>,
  _request: FrameworkRequest,
  _env: unknown,
): boolean | void {}

export function setConsumerBelow(_env: unknown, _consumer: ConsumerIdentity): boolean | void {}

export function setErrorBelow(_env: unknown, _error: unknown): void {}

export function watchAbove<FrameworkRequest>(
  _mount: Mount<FrameworkRequest>,
  _env: unknown,
  _path?: () => string | undefined,
): void {}
