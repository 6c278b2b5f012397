import { readdirSync, readFileSync } from "node:fs";

/** What a client put on the wire, byte for byte. */
export interface Capture {
  client: string;
  /** Bodies are in base64. */
  requests: { method: string; url: string; headers: Record<string, string>; body: string }[];
}

const CAPTURES = new URL("../captures/", import.meta.url);

export const captures: readonly Capture[] = readdirSync(CAPTURES).map(
  (file) => JSON.parse(readFileSync(new URL(file, CAPTURES), "utf8")) as Capture,
);
