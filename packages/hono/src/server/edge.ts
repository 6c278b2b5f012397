import type { ConsumerIdentity, Mount } from "@peekjs/core/adapter";

/** On edge runtimes nothing below Hono can be observed. */
export function observeBelow<FrameworkRequest>(
  _mount: Mount<FrameworkRequest>,
  _request: FrameworkRequest,
  _env: unknown,
): boolean {
  return false;
}

export function setConsumerBelow(_env: unknown, _consumer: ConsumerIdentity): boolean {
  return false;
}

export function diagnoseAbove(_mount: Pick<Mount<never>, "diagnose">, _env: unknown): void {}
