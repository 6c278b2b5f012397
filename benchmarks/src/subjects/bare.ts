import type { Subject } from "./subject.ts";

/** The app alone. */
export default function bare(): Subject {
  return {};
}
