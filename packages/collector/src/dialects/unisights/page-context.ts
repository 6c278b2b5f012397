import { readShared, readText } from "../event-fields.ts";
import type { JsonObject } from "../read-json.ts";

/** What Segment's specification calls the parts of a campaign that differ from their parameter's name. */
const CAMPAIGN_NAMES: ReadonlyMap<string, string> = new Map([["campaign", "name"]]);

/** Page, campaign, device and session of a payload, with the names of Segment's specification where it has one. */
export function readPageContext(data: JsonObject, sessionId: string | undefined): JsonObject {
  const device = readShared(data["device_info"]) ?? {};
  const page = {
    url: readText(data["page_url"]),
    referrer: readText(device["referrer"]),
  };
  const session = {
    id: sessionId,
    entryPage: readText(data["entry_page"]),
    exitPage: readText(data["exit_page"]),
    scrollDepth: readBetween(data["scroll_depth"], 0, 100),
    timeOnPage: readBetween(data["time_on_page"], 0, Number.MAX_SAFE_INTEGER),
  };
  const screen = {
    width: readBetween(device["screen_width"], 0, 100_000),
    height: readBetween(device["screen_height"], 0, 100_000),
  };
  return present({
    library: { name: "unisights" },
    site: readText(data["asset_id"]),
    page: present(page),
    session: present(session),
    campaign: present(readCampaign(readShared(data["utm_params"]) ?? {})),
    device: present({
      type: readText(device["device_type"]),
      platform: readText(device["platform"]),
    }),
    os: present({ name: readText(device["os"]) }),
    browser: present({ name: readText(device["browser"]) }),
    screen: present(screen),
    locale: readText(device["language"]),
    userAgent: readText(device["user_agent"]),
  })!;
}

/** `utm_source` and `utmSource` alike become `source`. */
function readCampaign(parameters: JsonObject): JsonObject {
  const campaign: JsonObject = {};
  for (const [parameter, value] of Object.entries(parameters)) {
    const short = /^utm_?(\w+)$/i.exec(parameter)?.[1]?.toLowerCase() ?? parameter;
    const text = readText(value);
    if (text !== undefined) campaign[CAMPAIGN_NAMES.get(short) ?? short] = text;
  }
  return campaign;
}

/** A number, or text that is one, moved into the range. */
function readBetween(value: unknown, least: number, most: number): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number !== "number" || Number.isNaN(number)) return undefined;
  return Math.min(Math.max(number, least), most);
}

/** Without what is absent; absent itself when nothing is left. */
function present(fields: JsonObject): JsonObject | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
