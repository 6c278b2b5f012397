/** Why a client gave a record up, as `stats().dropped` counts it. */
export type DropReason =
  /** No room in memory, nor on disk where there is one. */
  | "buffer_full"
  /** Beyond `maxEventBytes` whatever it gave up. */
  | "event_too_large"
  /** A call of the app's without what the record needs; reported by itself. */
  | "invalid"
  /** The endpoint refuses it alone (400, 415), and takes others. */
  | "refused"
  /** Left out by `sampleRate`, where nothing counts it otherwise. */
  | "sampled"
  /** It came after `shutdown()`. */
  | "shutdown"
  /** What lay on disk cannot be read any more. */
  | "spool_damaged"
  /** The endpoint refuses it alone as too large (413). */
  | "too_large"
  /** A defect of peek; reported by itself. */
  | "unencodable";

const REFUSED = "Where there is a spool, `npx peekjs spool show` says why.";

/** What helps. Nothing is said of what the app does, or wants, by itself. */
export const ADVICE: Readonly<Partial<Record<DropReason, string>>> = {
  buffer_full: "The endpoint does not keep up: raise maxBufferSize or set storagePath.",
  event_too_large: "Raise maxEventBytes, or record less.",
  refused: REFUSED,
  spool_damaged: "Look at the disk.",
  too_large: REFUSED,
  unencodable: "Please report the PEEK_E_INTERNAL before this.",
};
