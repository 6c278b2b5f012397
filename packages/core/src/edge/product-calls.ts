import { readPeekApiRequest, TRACKED_REQUEST } from "../input/peekapi-request.ts";
import { writeProductEvent } from "../input/product-event.ts";
import type { Extensions } from "./extensions.ts";

/** A product event, or a request in PeekAPI's manner. */
export const takeProductCall: NonNullable<Extensions["takeProductCall"]> = (
  pipeline,
  type,
  input,
) => {
  const request = type === "track" ? readPeekApiRequest(input) : undefined;
  if (request === undefined) {
    const { maxEventBytes } = pipeline.options;
    return pipeline.add("events", writeProductEvent(type, input, Date.now(), maxEventBytes));
  }
  pipeline.diagnose(TRACKED_REQUEST);
  return pipeline.record(request);
};
