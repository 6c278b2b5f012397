import type { Peek } from "@peekjs/core";
import type { AdapterClient } from "../../src/adapter/adapter-client.ts";
import { CLIENT } from "../../src/adapter/shared-keys.ts";

/** What adapters find of a client. */
export function adapterClient(client: Peek): AdapterClient {
  return (client as Peek & { [CLIENT]: AdapterClient })[CLIENT];
}
