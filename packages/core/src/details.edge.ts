/**
 * Headers, bodies, query strings and stacks for a client on the edge, which loads nothing that an app does not use, and
 * what takes secrets out of messages of errors and user agents. On Node, Deno and Bun they are always there.
 *
 * @example
 * ```ts
 * import { createPeek } from "@peekjs/core";
 * import "@peekjs/core/details";
 *
 * const client = createPeek({ captureHeaders: true });
 * ```
 *
 * @module
 */
import { detailsOrMasking } from "./details/masking.ts";
import { maskMessage } from "./privacy/mask/mask-message.ts";
import { importDetails } from "./adapter/edge-client.ts";
import { extensions } from "./edge/extensions.ts";

export type * from "./details.ts";

extensions.maskMessage = maskMessage;
importDetails(detailsOrMasking);
