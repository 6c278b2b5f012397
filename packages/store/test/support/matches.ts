import type { FilterTerm, RequestRecord } from "@peekjs/protocol";

type Fields = RequestRecord & { service: string; environment: string };

/** What a filter's term means, said a second time and plainly. */
export function matches(record: Fields, { field, operator, value, negated }: FilterTerm): boolean {
  const text = (actual: string | undefined): boolean => {
    if (operator === "=") return (actual ?? "") === value;
    return actual !== undefined && actual.toLowerCase().includes(String(value).toLowerCase());
  };
  const number = (actual: number | undefined): boolean => {
    const expected = Number(value);
    if (actual === undefined) return false;
    if (operator === "class") return Math.floor(actual / 100) === expected;
    if (operator === "=") return actual === expected;
    if (operator === ">") return actual > expected;
    if (operator === ">=") return actual >= expected;
    return operator === "<" ? actual < expected : actual <= expected;
  };
  const holds = (): boolean => {
    switch (field) {
      case "status":
        return number(record.status);
      case "duration":
        return number(record.durationMs);
      case "outcome":
        return (record.outcome ?? "completed") === value;
      case "group":
        return text(record.consumerGroup);
      case "address":
        return text(record.clientAddress);
      case "trace":
        return record.traceId === String(value).toLowerCase();
      case "error":
        return text(record.errorType) || text(record.errorMessage);
      case "text":
        return [
          record.path,
          record.route,
          record.consumer,
          record.consumerName,
          record.errorType,
          record.errorMessage,
        ].some(text);
      default:
        return text(record[field]);
    }
  };
  return holds() !== negated;
}
