import type { Field, Message } from "./protobuf.ts";

const message = (fields: Record<number, Field>): Message =>
  new Map(Object.entries(fields).map(([number, field]) => [Number(number), field]));

/** Arrays and maps among attributes are passed over: nothing that is read is one. */
const ANY_VALUE = message({
  1: { name: "stringValue", type: "text" },
  2: { name: "boolValue", type: "bool" },
  3: { name: "intValue", type: "int64" },
  4: { name: "doubleValue", type: "double" },
});

const ATTRIBUTES: Field = {
  name: "attributes",
  type: message({ 1: { name: "key", type: "text" }, 2: { name: "value", type: ANY_VALUE } }),
  isRepeated: true,
};

const EVENT = message({ 2: { name: "name", type: "text" }, 3: ATTRIBUTES });

const SPAN = message({
  1: { name: "traceId", type: "hex" },
  2: { name: "spanId", type: "hex" },
  6: { name: "kind", type: "enum" },
  7: { name: "startTimeUnixNano", type: "fixed64" },
  8: { name: "endTimeUnixNano", type: "fixed64" },
  9: ATTRIBUTES,
  11: { name: "events", type: EVENT, isRepeated: true },
});

const RESOURCE_SPANS = message({
  1: { name: "resource", type: message({ 1: ATTRIBUTES }) },
  2: {
    name: "scopeSpans",
    type: message({ 2: { name: "spans", type: SPAN, isRepeated: true } }),
    isRepeated: true,
  },
});

/** What is read of an `ExportTraceServiceRequest`. */
export const TRACE_REQUEST: Message = message({
  1: { name: "resourceSpans", type: RESOURCE_SPANS, isRepeated: true },
});
