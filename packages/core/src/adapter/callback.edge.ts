import type { AdapterClient } from "./adapter-client.ts";

/** Asks a function that the app gave as an option of an adapter; where it fails, the mount tells it. */
export function ask<FrameworkRequest, Answer>(
  _client: AdapterClient,
  _option: string,
  callback: (request: FrameworkRequest) => Answer,
  request: FrameworkRequest,
): Answer | undefined {
  return callback(request);
}
