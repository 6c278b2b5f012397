import type { SessionDimension } from "@peekjs/protocol";

/** What sessions can be grouped by here, with its label. */
export const DIMENSION_LABELS: Partial<Record<SessionDimension, string>> = {
  source: "UTM source",
  medium: "UTM medium",
  campaign: "UTM campaign",
  referrer: "Referrer",
  device: "Device",
  os: "Operating system",
  entryPage: "Entry page",
  exitPage: "Exit page",
};

/** The dimension of this name; the source of the campaign where there is none. */
export function dimensionOf(name: string | undefined): SessionDimension {
  return name !== undefined && Object.hasOwn(DIMENSION_LABELS, name)
    ? (name as SessionDimension)
    : "source";
}
