import { createHash } from "node:crypto";

/** Tells whether a payload is about a user: one of its texts is an id of the user, or the SHA-256 of one. */
export function mentionsOf(ids: readonly string[]): (json: string) => boolean {
  const normalised = ids.map((id) => id.trim().toLowerCase());
  const hashes = [...ids, ...normalised].map((id) => createHash("sha256").update(id).digest("hex"));
  const texts = new Set([...ids, ...hashes]);
  return (json) => {
    try {
      return holds(JSON.parse(json), texts);
    } catch {
      return false;
    }
  };
}

function holds(value: unknown, texts: ReadonlySet<string>): boolean {
  if (typeof value === "string") return texts.has(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member) => holds(member, texts));
}
