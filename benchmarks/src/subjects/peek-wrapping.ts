import { createPeek } from "@peekjs/core";
import { withPeek } from "@peekjs/hono";
import { deliveredAll } from "./peek.ts";
import type { Subject, SubjectContext } from "./subject.ts";

/** peek around a Hono app instead of inside its chain. */
export default function createSubject({ sink, storagePath }: SubjectContext): Subject {
  const client = createPeek({ endpoint: sink, storagePath });
  return {
    hono: (app) => withPeek(app, client).fetch,
    settle: () => client.flush(),
    verify: (requests) => deliveredAll(client, requests),
  };
}
