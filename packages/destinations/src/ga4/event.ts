import { truncate, type ProductEvent } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { readCommerce } from "../event/commerce.ts";
import { standardEvent } from "../event/standard-event.ts";
import { readSurroundings, type Surroundings } from "../event/surroundings.ts";
import { asNumber, asText, compact, member } from "../event/values.ts";
import { pseudonym, separate } from "../personal/separate.ts";
import { ga4Consent, type Grants } from "./consent.ts";
import { ga4Device, type Ga4Device } from "./device.ts";
import type { Ga4Options } from "./ga4.ts";
import { ga4EventName, ga4UserPropertyName } from "./names.ts";
import { ga4Parameters } from "./parameters.ts";
import { ga4UserData, omittedUserData, type Ga4UserData } from "./user-data.ts";
import { ga4UserLocation, type Ga4UserLocation } from "./user-location.ts";
import { simplify } from "./values.ts";

/** What is said once in a request of GA4's Measurement Protocol: events that share it may share a request. */
interface Ga4Sender {
  client_id?: string | undefined;
  app_instance_id?: string | undefined;
  user_id?: string | undefined;
  user_properties?: Record<string, { value: string | number }> | undefined;
  user_data?: Ga4UserData | undefined;
  consent?: Grants | undefined;
  user_location?: Ga4UserLocation | undefined;
  ip_override?: string | undefined;
  device?: Ga4Device | undefined;
  user_agent?: string | undefined;
}

export interface Ga4Payload {
  sender: Ga4Sender;
  event: { name: string; timestamp_micros: number; params: Record<string, unknown> };
}

/** What the event's `integrations` say to GA4. */
type Setting = (key: string) => string | undefined;

const MOST_USER_PROPERTIES = 25;
const LONGEST_USER_PROPERTY = 36;
const LONGEST_USER_ID = 256;

export function mapGa4Event(
  original: ProductEvent,
  { now, settings }: MapContext,
  options: Ga4Options,
): Mapped<Ga4Payload> | undefined {
  const standard = standardEvent(original);
  if (standard === undefined && original.event === undefined) return undefined;
  const { person, event, otherUserData, omitted } = separate(original);
  const setting = (key: string): string | undefined => {
    const text = asText(settings[key]);
    return text && pseudonym(text, original);
  };
  const name = ga4EventName(event, standard, options.firebaseAppId !== undefined);
  const surroundings = readSurroundings(event, otherUserData);
  const { userId } = event;
  const device = ga4Device(event, surroundings);
  const sender: Ga4Sender = {
    ...senderId(event, setting, surroundings, options),
    user_id: userId && truncate(userId, LONGEST_USER_ID),
    user_properties: userProperties(event.traits, omitted),
    // Google reads it only together with a user's id.
    user_data: userId === undefined ? undefined : ga4UserData(person, options.defaultCountry),
    consent: ga4Consent(original, options.consent),
    user_location: ga4UserLocation(event),
    ip_override: options.sendIp === true ? surroundings.ip : undefined,
    device,
    user_agent: device === undefined ? surroundings.userAgent : undefined,
  };
  omitted.push(...omittedUserData(person, sender.user_data));
  const params = ga4Parameters(
    event.properties,
    readCommerce(event.properties),
    name === "screen_view" ? { screen_name: event.name } : pageOf(event, surroundings),
    session(event, setting, surroundings),
    omitted,
  );
  const timestamp_micros = Math.round(Math.min(event.timestamp, now) * 1_000);
  return {
    payload: {
      sender: compact(sender)!,
      event: { name: name ?? "reserved", timestamp_micros, params },
    },
    omitted,
    invalid: problemOf(name, sender, options),
  };
}

function pageOf({ name }: ProductEvent, { url, referrer, title }: Surroundings): object {
  return { page_location: url, page_referrer: referrer, page_title: title ?? name };
}

function senderId(
  { anonymousId, userId }: ProductEvent,
  setting: Setting,
  { vendorId }: Surroundings,
  { firebaseAppId }: Ga4Options,
): Ga4Sender {
  if (firebaseAppId !== undefined) {
    return { app_instance_id: setting("appInstanceId") ?? vendorId("app_instance_id") };
  }
  // The cookie _ga is GA1.1.<client id>.
  const cookie = /^GA\d\.\d\.(.+)$/.exec(vendorId("_ga") ?? "")?.[1];
  const known = setting("clientId") ?? vendorId("ga_client_id", "client_id");
  return { client_id: known ?? cookie ?? anonymousId ?? userId };
}

/** Without both, Google counts an event but shows it in no session. */
function session(
  { context }: ProductEvent,
  setting: Setting,
  { vendorId }: Surroundings,
): { id: string | undefined; engagementMs: number | undefined } {
  const id = setting("sessionId") ?? asText(member(context, "sessionId")) ?? vendorId("session_id");
  const engagementMs =
    asNumber(setting("engagementTimeMsec")) ?? asNumber(vendorId("engagement_time_msec"));
  return { id, engagementMs: engagementMs ?? (id === undefined ? undefined : 1) };
}

function userProperties(
  traits: Record<string, unknown> | undefined,
  omitted: string[],
): Ga4Sender["user_properties"] {
  const properties: Record<string, { value: string | number }> = {};
  for (const [key, trait] of Object.entries(traits ?? {})) {
    const name = ga4UserPropertyName(key);
    const value = typeof trait === "number" ? trait : asText(simplify(trait));
    const isFull = Object.keys(properties).length >= MOST_USER_PROPERTIES;
    const isLong = typeof value === "string" && value.length > LONGEST_USER_PROPERTY;
    const isTaken = name !== undefined && Object.hasOwn(properties, name);
    if (name === undefined || value === undefined || isFull || isLong || isTaken)
      omitted.push(`traits.${key}`);
    else properties[name] = { value };
  }
  return compact(properties);
}

function problemOf(
  name: string | undefined,
  { client_id, app_instance_id }: Ga4Sender,
  { firebaseAppId }: Ga4Options,
): string | undefined {
  if (name === undefined) return "has a name that Google keeps to itself, or none that it takes";
  if (firebaseAppId !== undefined) {
    return app_instance_id === undefined
      ? "is of an app and has no app_instance_id (integrations: { GA4: { appInstanceId } })"
      : undefined;
  }
  return client_id === undefined ? "has no client id" : undefined;
}
