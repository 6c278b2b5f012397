import type { Context } from "hono";
import type { CollectorContext, CollectorEnv } from "../context.ts";

/** Something that was done with all that is kept of a user, for the record. */
export interface AuditEvent {
  /** After `user.erasure_failed` a part may be erased. */
  action: "user.exported" | "user.erased" | "user.erasure_failed";
  /** The id that was asked for: personal data, where your ids are. */
  user: string;
  /** Id of the key that it was asked with; absent where none is needed. */
  key?: string | undefined;
  /** Milliseconds since 1970. */
  at: number;
}

/** Tells what was done. It is waited for, so that nothing is answered before; what goes wrong fails no request. */
export async function noteAudit(
  context: Context<CollectorEnv>,
  { options, clock, reportError }: CollectorContext,
  done: Pick<AuditEvent, "action" | "user">,
): Promise<void> {
  try {
    await options.onAudit?.({ ...done, key: context.get("key")?.id, at: clock() });
  } catch (error) {
    reportError(error);
  }
}
