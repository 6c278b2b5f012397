import type { ProductEvent } from "@peekjs/protocol";
import type { Surroundings } from "../event/surroundings.ts";
import { compact } from "../event/values.ts";
import { normaliseRedditEmail } from "../personal/email.ts";
import { hashed } from "../personal/hash.ts";
import { omittedOfPerson, type Person } from "../personal/person.ts";
import { normaliseE164 } from "../personal/phone.ts";

export interface RedditUser {
  email?: string | undefined;
  phone_number?: string | undefined;
  external_id?: string | undefined;
  ip_address?: string | undefined;
  idfa?: string | undefined;
  aaid?: string | undefined;
  user_agent?: string | undefined;
  uuid?: string | undefined;
  screen_dimensions?: { width: number; height: number } | undefined;
  data_processing_options?: DataProcessingOptions | undefined;
}

interface DataProcessingOptions {
  modes: string[];
  country?: string | undefined;
  region?: string | undefined;
}

interface UserOptions {
  defaultCountry: string | undefined;
  dataProcessing: RedditUser["data_processing_options"];
}

/** What Reddit matches people by. All that it takes hashed is hashed, the address of the client too. */
export function redditUser(
  { emails, phones, externalIds }: Person,
  { userId, anonymousId }: ProductEvent,
  { ip, userAgent, screen, device, vendorId }: Surroundings,
  { defaultCountry, dataProcessing }: UserOptions,
): RedditUser | undefined {
  const asIs = (text: string): string => text.trim();
  const { isApple, advertisingId } = device;
  return compact<RedditUser>({
    email: hashed(emails[0], normaliseRedditEmail),
    phone_number: hashed(phones[0], (phone) => normaliseE164(phone, defaultCountry)),
    external_id: hashed(externalIds[0] ?? userId ?? anonymousId, asIs),
    ip_address: hashed(ip, asIs),
    idfa: isApple ? hashed(advertisingId, (id) => id.toUpperCase()) : undefined,
    aaid: isApple ? undefined : hashed(advertisingId, (id) => id.toLowerCase()),
    user_agent: userAgent,
    uuid: vendorId("rdt_uuid", "_rdt_uuid"),
    screen_dimensions: screen,
    data_processing_options: dataProcessing,
  });
}

/** What is told of a person and is not in what is sent. */
export function omittedUser(person: Person, sent: RedditUser | undefined): string[] {
  return omittedOfPerson(person, {
    emails: sent?.email,
    phones: sent?.phone_number,
    externalIds: sent?.external_id,
  });
}
