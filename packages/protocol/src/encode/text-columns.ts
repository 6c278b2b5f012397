import type { RequestRecord, TextField } from "../request-record.ts";
import type { AsciiWriter } from "./ascii-writer.ts";
import type { Dictionary } from "./dictionary.ts";
import type { RecurringText } from "./recurring-text.ts";
import { TextColumn } from "./text-column.ts";

/** The texts of a group of requests. */
export class TextColumns {
  readonly #columns: Record<TextField, TextColumn> = {
    method: new TextColumn("method"),
    route: new TextColumn("route"),
    path: new TextColumn("path"),
    query: new TextColumn("query"),
    outcome: new TextColumn("outcome"),
    consumer: new TextColumn("consumer"),
    consumerName: new TextColumn("consumerName"),
    consumerGroup: new TextColumn("consumerGroup"),
    consumerSource: new TextColumn("consumerSource"),
    errorType: new TextColumn("errorType"),
    errorMessage: new TextColumn("errorMessage"),
    errorStack: new TextColumn("errorStack"),
    traceId: new TextColumn("traceId"),
    spanId: new TextColumn("spanId"),
    protocol: new TextColumn("protocol"),
    userAgent: new TextColumn("userAgent"),
    clientAddress: new TextColumn("clientAddress"),
    requestBody: new TextColumn("requestBody"),
    responseBody: new TextColumn("responseBody"),
  };
  readonly #all = Object.values(this.#columns);

  /** Writes `,"<field>":[…]` for every column in which one of so many requests has a text. */
  take(count: number, writer: AsciiWriter): void {
    for (const column of this.#all) column.take(count, writer);
  }

  /** Removes the texts of the last request. */
  remove(at: number): void {
    for (const column of this.#all) column.remove(at);
  }

  /**
   * Puts the texts of a request.
   *
   * @param dictionary gets them
   * @param route the record's, where it is known as one that recurs; likewise `consumer`
   */
  // Field by field, and asked here: a name in a variable, or a call for what is absent, takes several times as long.
  put(
    at: number,
    record: RequestRecord,
    dictionary: Dictionary,
    route?: RecurringText,
    consumer?: RecurringText,
  ): void {
    const columns = this.#columns;
    if (record.method !== undefined) columns.method.put(at, record.method, dictionary);
    if (route !== undefined) columns.route.putRecurring(at, route, dictionary);
    else if (record.route !== undefined) columns.route.put(at, record.route, dictionary);
    if (record.path !== undefined) columns.path.put(at, record.path, dictionary);
    if (record.query !== undefined) columns.query.put(at, record.query, dictionary);
    if (record.outcome !== undefined) columns.outcome.put(at, record.outcome, dictionary);
    if (consumer !== undefined) columns.consumer.putRecurring(at, consumer, dictionary);
    else if (record.consumer !== undefined) columns.consumer.put(at, record.consumer, dictionary);
    if (record.consumerName !== undefined)
      columns.consumerName.put(at, record.consumerName, dictionary);
    if (record.consumerGroup !== undefined)
      columns.consumerGroup.put(at, record.consumerGroup, dictionary);
    if (record.consumerSource !== undefined)
      columns.consumerSource.put(at, record.consumerSource, dictionary);
    if (record.errorType !== undefined) columns.errorType.put(at, record.errorType, dictionary);
    if (record.errorMessage !== undefined)
      columns.errorMessage.put(at, record.errorMessage, dictionary);
    if (record.errorStack !== undefined) columns.errorStack.put(at, record.errorStack, dictionary);
    if (record.traceId !== undefined) columns.traceId.put(at, record.traceId, dictionary);
    if (record.spanId !== undefined) columns.spanId.put(at, record.spanId, dictionary);
    if (record.protocol !== undefined) columns.protocol.put(at, record.protocol, dictionary);
    if (record.userAgent !== undefined) columns.userAgent.put(at, record.userAgent, dictionary);
    if (record.clientAddress !== undefined)
      columns.clientAddress.put(at, record.clientAddress, dictionary);
    if (record.requestBody !== undefined)
      columns.requestBody.put(at, record.requestBody, dictionary);
    if (record.responseBody !== undefined)
      columns.responseBody.put(at, record.responseBody, dictionary);
  }
}
