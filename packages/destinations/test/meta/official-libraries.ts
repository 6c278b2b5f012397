import { ParamBuilder } from "capi-param-builder-nodejs";
import { ServerSideUtils } from "facebook-nodejs-business-sdk";
import { readSurroundings } from "../../src/event/surroundings.ts";
import { metaUserData } from "../../src/meta/user-data.ts";
import { readPerson } from "../../src/personal/person.ts";

/** Meta's name of a field, and those of peek and of Meta's parameter builder. */
const FIELDS = {
  em: ["email", "email"],
  ph: ["phone", "phone"],
  fn: ["firstName", "first_name"],
  ln: ["lastName", "last_name"],
  db: ["birthday", "date_of_birth"],
  ge: ["gender", "gender"],
  ct: ["city", "city"],
  st: ["state", "state"],
  zp: ["zip", "zip_code"],
  country: ["country", "country"],
  external_id: ["externalId", "external_id"],
} as const;

export type Key = keyof typeof FIELDS;

export const KEYS = Object.keys(FIELDS) as Key[];

/** What peek sends to Meta for a field of `userData`. */
export function peekHash(key: Key, input: string): string | undefined {
  const event = { type: "track", timestamp: 0, userData: { [FIELDS[key][0]]: input } } as const;
  const userData = metaUserData(readPerson(event), [], readSurroundings(event), 0, undefined);
  return [userData[key]].flat()[0];
}

/** What Meta's business SDK sends; undefined where it throws. */
export function sdkHash(key: Key, input: string): string | undefined {
  try {
    return ServerSideUtils.normalizeAndHash(input, key) ?? undefined;
  } catch {
    return undefined;
  }
}

const builder = new ParamBuilder(["example.com"]);

/** What Meta's parameter builder sends, without what it appends to tell its version. */
export function builderHash(key: Key, input: string): string | undefined {
  const hash: string | null = builder.getNormalizedAndHashedPII(input, FIELDS[key][1]);
  return hash?.split(".")[0];
}
