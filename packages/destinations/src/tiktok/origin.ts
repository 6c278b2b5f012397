import type { ProductEvent } from "@peekjs/protocol";
import type { Surroundings } from "../event/surroundings.ts";
import { compact, firstText, member } from "../event/values.ts";

export const TIKTOK_SOURCES = ["web", "app", "offline", "crm"] as const;

export type TikTokSource = (typeof TIKTOK_SOURCES)[number];

/** What TikTok asks beside of events of an app or of a CRM. */
export interface TikTokOrigin {
  app?: object | undefined;
  ad?: object | undefined;
  lead?: object | undefined;
}

const AD_TEXTS = [
  "callback",
  "campaign_id",
  "ad_id",
  "creative_id",
  "attribution_type",
  "attribution_provider",
] as const;
const AD_TRUTHS = ["is_retargeting", "attributed"] as const;
const LEAD_TEXTS = ["lead_id", "lead_event_source"] as const;

export function tikTokOrigin(
  source: TikTokSource,
  { properties }: ProductEvent,
  { app }: Surroundings,
): TikTokOrigin {
  if (source === "crm") return { lead: texts(properties, LEAD_TEXTS) };
  if (source !== "app") return {};
  const { id, name, version } = app;
  const truths = AD_TRUTHS.map((key) => [key, member(properties, key)] as const);
  const ad = {
    ...texts(properties, AD_TEXTS),
    ...Object.fromEntries(truths.filter(([, value]) => typeof value === "boolean")),
  };
  return {
    app: compact({ app_id: id, app_name: name, app_version: version }),
    ad: compact(ad),
  };
}

/** Properties that are read for events of this source. */
export function originProperties(source: TikTokSource): readonly string[] {
  if (source === "crm") return LEAD_TEXTS;
  return source === "app" ? [...AD_TEXTS, ...AD_TRUTHS] : [];
}

function texts(holder: unknown, keys: readonly string[]): object | undefined {
  return compact(Object.fromEntries(keys.map((key) => [key, firstText(holder, key)])));
}
