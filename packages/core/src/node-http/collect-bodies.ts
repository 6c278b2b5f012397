import type { Details } from "../adapter/details.ts";
import { BodyCollector } from "./body-collector.ts";
import type { Exchange } from "./exchange.ts";

/** Has the bodies of an exchange collected as they pass, as far as they have not passed yet. */
export function collectBodies(exchange: Exchange, details: Details): void {
  const { requestBodyBytes, responseBodyBytes } = details;
  const { incoming } = exchange;
  exchange.requestBody?.extend(requestBodyBytes);
  const isPartlySent = incoming.readableLength > 0 || incoming.readableDidRead || incoming.complete;
  if (requestBodyBytes > 0 && !isPartlySent) {
    exchange.requestBody ??= new BodyCollector(requestBodyBytes);
  }
  exchange.responseBody?.extend(responseBodyBytes);
  if (responseBodyBytes > 0 && exchange.responseBytes === 0) {
    exchange.responseBody ??= new BodyCollector(responseBodyBytes);
  }
}

/** Lets go of what was collected. */
export function releaseBodies({ requestBody, responseBody }: Exchange): void {
  requestBody?.release();
  responseBody?.release();
}
