import type { ProductEvent } from "@peekjs/protocol";
import type { Surroundings } from "../event/surroundings.ts";
import { compact, firstText, member } from "../event/values.ts";

export interface Ga4Device {
  category?: string | undefined;
  language?: string | undefined;
  screen_resolution?: string | undefined;
  operating_system?: string | undefined;
  operating_system_version?: string | undefined;
  model?: string | undefined;
  brand?: string | undefined;
  browser?: string | undefined;
  browser_version?: string | undefined;
}

/**
 * The device, where a context tells more of it than a user agent would: Google reads one of the two. Mobile libraries
 * say it in `device` and `os`, browsers in `userAgentData`.
 *
 * @see https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#device
 */
export function ga4Device(
  { context }: ProductEvent,
  { locale, screen, device }: Surroundings,
): Ga4Device | undefined {
  const own = member(context, "device");
  const os = member(context, "os");
  const agent = member(context, "userAgentData");
  const category = categoryOf(firstText(own, "type"), device.isApple, agent);
  if (category === undefined) return undefined;
  return compact<Ga4Device>({
    category,
    language: locale,
    screen_resolution: screen && `${screen.width}x${screen.height}`,
    operating_system: firstText(os, "name") ?? firstText(agent, "platform"),
    operating_system_version: firstText(os, "version") ?? firstText(agent, "platformVersion"),
    model: firstText(own, "model") ?? firstText(agent, "model"),
    brand: firstText(own, "manufacturer"),
    ...browserOf(member(agent, "brands")),
  });
}

const CATEGORIES = ["desktop", "mobile", "tablet", "smart tv"];

function categoryOf(
  type: string | undefined,
  isApple: boolean,
  agent: unknown,
): string | undefined {
  const named = CATEGORIES.find((category) => category === type?.toLowerCase());
  if (named !== undefined) return named;
  if (isApple || type?.toLowerCase() === "android") return "mobile";
  const isMobile = member(agent, "mobile");
  return typeof isMobile === "boolean" ? (isMobile ? "mobile" : "desktop") : undefined;
}

/** Of the brands that a browser names, one is made up and one is what it is built on. */
function browserOf(brands: unknown): Ga4Device {
  const named = (Array.isArray(brands) ? brands : [])
    .map((brand: unknown) => ({
      browser: firstText(brand, "brand"),
      browser_version: firstText(brand, "version"),
    }))
    .filter(({ browser }) => browser !== undefined && !/not.*brand/i.test(browser));
  return named.find(({ browser }) => browser !== "Chromium") ?? named[0] ?? {};
}
