import type { ProductEvent } from "@peekjs/protocol";
import { ipAddress } from "./ip-address.ts";
import { asText, firstNumber, firstText, member } from "./values.ts";

/** Where an event happened, as the context of the Segment/RudderStack specification tells it. */
export interface Surroundings {
  url: string | undefined;
  referrer: string | undefined;
  title: string | undefined;
  ip: string | undefined;
  userAgent: string | undefined;
  locale: string | undefined;
  screen: { width: number; height: number } | undefined;
  app: { id: string | undefined; name: string | undefined; version: string | undefined };
  device: {
    /** The vendor's own: Apple's identifier for vendors. */
    id: string | undefined;
    advertisingId: string | undefined;
    isApple: boolean;
    isTracked: boolean | undefined;
  };
  isApp: boolean;
  /** A vendor's id for the click or the browser, by its own name: `fbclid`, `ttp`, `rdt_cid` … */
  vendorId(...names: string[]): string | undefined;
}

/** @param userData what it holds beside the person */
export function readSurroundings(
  { type, context, properties }: ProductEvent,
  userData?: Record<string, unknown>,
): Surroundings {
  const page = member(context, "page");
  const device = member(context, "device");
  const app = member(context, "app");
  const screen = member(context, "screen");
  const url = httpUrl(firstText(page, "url") ?? firstText(properties, "url"));
  const system = firstText(device, "type", "os") ?? firstText(member(context, "os"), "name");
  const isTracked = member(device, "adTrackingEnabled");
  const width = firstNumber(screen, "width");
  const height = firstNumber(screen, "height");
  let parameters: URLSearchParams | undefined;
  return {
    url,
    referrer: firstText(page, "referrer") ?? firstText(properties, "referrer"),
    title: firstText(page, "title") ?? firstText(properties, "title"),
    ip: ipAddress(firstText(context, "ip") ?? firstText(userData, "ip", "clientIpAddress")),
    userAgent:
      firstText(context, "userAgent") ?? firstText(userData, "userAgent", "clientUserAgent"),
    locale: firstText(context, "locale"),
    screen: width === undefined || height === undefined ? undefined : { width, height },
    app: {
      id: firstText(app, "namespace", "id"),
      name: firstText(app, "name"),
      version: firstText(app, "version"),
    },
    device: {
      id: firstText(device, "id"),
      advertisingId: firstText(device, "advertisingId", "idfa", "aaid"),
      isApple: /^(?:ios|ipados|iphone os)\b/i.test(system ?? ""),
      isTracked: typeof isTracked === "boolean" ? isTracked : undefined,
    },
    isApp: type === "screen" || (app !== undefined && url === undefined),
    vendorId: (...names) =>
      firstText(userData, ...names) ??
      firstText(context, ...names) ??
      firstText(member(context, "campaign"), ...names) ??
      firstText(properties, ...names) ??
      parameter((parameters ??= url === undefined ? NONE : new URL(url).searchParams), names),
  };
}

function httpUrl(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}

const NONE = new URLSearchParams();

function parameter(parameters: URLSearchParams, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = asText(parameters.get(name));
    if (value !== undefined) return value;
  }
  return undefined;
}
