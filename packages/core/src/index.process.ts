import { detailsWith } from "./details/create-details.ts";
import { maskMessage } from "./details/mask/mask-message.ts";
import { createEdgeClient } from "./edge/client.ts";
import { extensions } from "./edge/extensions.ts";
import { resolveEdgeOptions } from "./edge/options.ts";
import { createProcessClient } from "./edge/process-client.ts";
import { takeProductCall } from "./edge/product-calls.ts";
import { createSummaries } from "./edge/summaries.ts";
import type { PeekOptions } from "./options/options.ts";
import type { Peek } from "./peek.ts";
import { sharedClient } from "./shared-client.ts";

export { PeekError } from "@peekjs/protocol";
export type { ClientStats, Outcome, RequestRecord } from "@peekjs/protocol";
export type {
  AliasInput,
  EventInput,
  GroupInput,
  IdentifyInput,
  PageInput,
  TrackInput,
} from "./input/product-calls.ts";
export type {
  BodyRules,
  HeaderRules,
  MaskRules,
  QueryRules,
  SamplingRules,
} from "./options/capture.ts";
export type { Consumer, ConsumerIdentity, MountOptions, PeekOptions } from "./options/options.ts";
export type { FlushResult, Peek, RequestInput } from "./peek.ts";

/**
 * Creates a client for Deno or Bun: one for an app is enough. It starts, and reads the environment, at the first
 * request or call.
 *
 * @throws {PeekError} for options that cannot work, as on Node
 */
export function createPeek(options: PeekOptions = {}): Peek {
  resolveEdgeOptions(options, {});
  return create(options);
}

/** The process's own client, made from the environment of the first request. */
export function peekFromEnvironment(): Peek {
  return sharedClient(() => create({}));
}

function create(options: PeekOptions): Peek {
  Object.assign(extensions, {
    takeProductCall,
    createSummaries,
    createProcessClient,
    createDetails: detailsWith(),
    maskMessage,
  });
  return createEdgeClient(options);
}
