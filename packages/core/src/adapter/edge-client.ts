import { PeekError } from "@peekjs/protocol";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { AdapterClient } from "./adapter-client.ts";
import type { CreateDetails } from "./details.ts";

let createDetails: CreateDetails | undefined;

/** What `@peekjs/core/details` gives clients of the edge. */
export function importDetails(create: CreateDetails | undefined): void {
  createDetails = create;
}

/** Whether it is a client of the edge: such a one is in bundles for Node that were made without saying so. */
export function isOfEdge(client: AdapterClient): boolean {
  return client.createDetails === undefined;
}

/**
 * What reports the details that a client of the edge is asked for.
 *
 * @throws {PeekError} `PEEK_E_NOT_IMPORTED` when they are not imported
 */
export function importedDetails(options: object): CreateDetails | undefined {
  for (const [name, value] of Object.entries(options)) {
    if (!createDetails && value && /^capture(?!Path|Sampling)/.test(name)) {
      throw new PeekError("PEEK_E_NOT_IMPORTED", 'capture…: import "@peekjs/core/details".');
    }
  }
  return createDetails;
}

/** What a client of the edge is told: where a request has an API key, that is the credential. */
export interface EdgeRequest extends ObservedRequest {
  apiKey?: string | undefined;
}

/** Mounts of a process say of a credential, too, where it was found; on the edge that is told with the hash. */
export function moveSource(record: EdgeRequest): void {
  const { credential, consumerSource } = record;
  if (!credential) return;
  record.consumerSource = undefined;
  if (consumerSource === "api_key") record.apiKey = credential;
}
