import { RequestSummaries } from "../intake/request-summaries.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { Summaries } from "./extensions.ts";

export function createSummaries(): Summaries {
  const summaries = new RequestSummaries();
  return {
    add(json, credential) {
      const request = JSON.parse(json) as ObservedRequest;
      summaries.add(credential === "" ? request : { ...request, credential });
    },
    take: () => summaries.take().map((summary) => JSON.stringify(summary)),
  };
}
