import type { CommonMount } from "../adapter/common-mount.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import { rememberConsumer } from "./consumers.ts";
import type { NodeReader } from "./node-reader.ts";

/** What only servers of Node's need costs bundles for isolates nothing: they leave out calls of what is empty. */
export function onNode<FrameworkRequest>(_reader: NodeReader<FrameworkRequest>): void {}

/** Has a request remember who calls, by its web request or the framework's own. */
export function setConsumer(request: object, _env: unknown, consumer: ConsumerIdentity): void {
  rememberConsumer(request, consumer);
}

export function setError(_env: unknown, _error: unknown): void {}

export function replaceRequest<FrameworkRequest>(
  _mount: CommonMount<FrameworkRequest>,
  _env: unknown,
  _request: FrameworkRequest,
): boolean | void {}
