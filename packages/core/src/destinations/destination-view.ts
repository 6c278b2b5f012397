import type { DestinationConnection } from "@peekjs/protocol";

/** What an app may ask one of its destinations. */
export type DestinationView = Pick<
  DestinationConnection,
  "name" | "stats" | "deadLetters" | "redrive"
>;
