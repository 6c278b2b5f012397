import type { Session } from "@peekjs/protocol";
import { formatDuration } from "../../format/number.ts";
import { formatTimestamp } from "../../format/time.ts";
import { formatVital } from "./format-vital.ts";

/** What is known of a session, to be read from top to bottom; undefined or empty where it was not sent. */
export function sessionFields(
  session: Session,
): [name: string, value: string | number | undefined][] {
  const { vitals, screenWidth, screenHeight, scrollDepth, timeOnPageMs } = session;
  return [
    ["Session id", session.id],
    ["User id", session.userId],
    ["Began", formatTimestamp(session.startedAt)],
    ["Ended", formatTimestamp(session.endedAt)],
    ["Duration", formatDuration(session.durationMs)],
    ["Time on page", timeOnPageMs === undefined ? undefined : formatDuration(timeOnPageMs)],
    ["Entry page", session.entryPage],
    ["Exit page", session.exitPage],
    ["Referrer", session.referrer],
    ["UTM source", session.source],
    ["UTM medium", session.medium],
    ["UTM campaign", session.campaign],
    ["UTM term", session.term],
    ["UTM content", session.content],
    ["Scrolled", scrollDepth === undefined ? undefined : `${Math.round(scrollDepth)}%`],
    ["Pages", session.pageViews],
    ["Clicks", session.clicks],
    ["Errors", session.errors],
    ["Events", session.events],
    [
      "Web vitals",
      Object.entries(vitals)
        .map(([name, value]) => formatVital(name, value))
        .join(", "),
    ],
    ["Device", session.device],
    ["Operating system", session.os],
    ["Platform", session.platform],
    ["Browser", session.browser],
    ["Language", session.language],
    ["Screen", screenWidth && screenHeight ? `${screenWidth} × ${screenHeight}` : undefined],
    ["User agent", session.userAgent],
    ["Service", session.service],
    ["Environment", session.environment],
  ];
}
