import type { ProductEvent } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { mapOpenEvent, type PersonalData } from "../open/open-event.ts";
import { anyValue, keyValues } from "./any-value.ts";
import { nanoseconds, resourceOf, type OtlpPayload } from "./payload.ts";

/** INFO, in OpenTelemetry's data model of logs. */
const INFO = 9;

/** A product event as a log record with an event name. */
export function mapLogRecord(
  event: ProductEvent,
  context: MapContext,
  personalData: PersonalData,
): Mapped<OtlpPayload> {
  const { payload, omitted } = mapOpenEvent(event, context, personalData);
  const { id, timestamp: _, service, environment, type, event: name, userId, ...rest } = payload;
  const { anonymousId, groupId, ...body } = rest;
  const time = nanoseconds(event.timestamp);
  const record = {
    timeUnixNano: time,
    // By OpenTelemetry the same at the source of an event: what comes again is as it was.
    observedTimeUnixNano: time,
    severityNumber: INFO,
    severityText: "INFO",
    eventName: typeof name === "string" ? name : type,
    body: anyValue(body),
    attributes: keyValues({
      "peek.event.id": id,
      "peek.event.type": type,
      "user.id": userId,
      "peek.anonymous.id": anonymousId,
      "peek.group.id": groupId,
    }),
  };
  const resource = resourceOf({ service, environment });
  return { payload: { signal: "logs", resource, record }, omitted };
}
