import type { CreateDetails } from "../adapter/details.ts";
import type { DecodeContent } from "./body-text.ts";
import { RequestDetails } from "./request-details.ts";
import { readDetailSettings } from "./settings.ts";

/** @param decode takes content codings off, on platforms that can do it at once */
export function detailsWith(decode?: DecodeContent): CreateDetails {
  return (options, tell) => {
    const settings = readDetailSettings(options);
    const isAsked =
      settings.query !== undefined ||
      settings.requestHeaders !== undefined ||
      settings.responseHeaders !== undefined ||
      settings.requestBody ||
      settings.responseBody ||
      settings.errorStack ||
      // For what is reported anyway: user agents, and messages of errors.
      options.mask !== undefined;
    return isAsked ? new RequestDetails(settings, { tell, decode }) : undefined;
  };
}
