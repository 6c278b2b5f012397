import { foldKey } from "./fold-key.ts";
import { PERSONAL_KEYS } from "./person.ts";

/** Members whose values give a person away wherever they occur. */
export type WordKind = "email" | "phone" | "firstName" | "lastName" | "fullName" | "street";

const { emails, phones, firstName, lastName, fullName, birthday, gender, street } = PERSONAL_KEYS;

/** No vendor takes them. */
const MIDDLE_NAMES = ["middleName", "maidenName"];

/** Names of people, yet of much else as well. */
const SHOWN_NAMES = ["nickname", "displayName", "screenName", "username"];

/** Personal at the end of a longer name too: `billing_first_name`. */
const SUFFIXES = keySet(
  phones.filter((key) => key !== "mobile"),
  firstName,
  lastName,
  birthday,
  MIDDLE_NAMES,
  ["fullName", "password", "ssn"],
);

/** Personal as they are; addresses of e-mail under longer names show themselves. */
const WHOLE = keySet(emails, gender, street, ["mobile"]);

/** `name` alone is none: products and pages have names. */
const NAMED_PERSON = /^(?:billing|buyer|contact|customer|guest|recipient|shipping|user)name$/;

const KINDS: ReadonlyMap<string, WordKind> = new Map([
  ...kindOf("email", emails),
  ...kindOf("phone", phones),
  ...kindOf("firstName", [...firstName, ...MIDDLE_NAMES]),
  ...kindOf("lastName", lastName),
  ...kindOf("fullName", [...fullName, ...SHOWN_NAMES]),
  ...kindOf("street", street),
]);

/** Of whom an object tells that stands under such a name, or under one that ends in it. */
const PEOPLE: ReadonlySet<string> = new Set(
  (
    "address attendee buyer cardholder contact customer driver employee guest invitee member owner participant " +
    "passenger patient payer people person profile recipient sender student subscriber traveler traveller user visitor"
  ).split(" "),
);

/** Whether a member is personal by its name, also of what is about no person. */
export function isPersonalKey(key: string): boolean {
  return readKey(key).isPersonal;
}

/** Whether what stands under this name is about a person, or is a list of such: `customer`, `billing_address`. */
export function holdsPerson(key: string): boolean {
  return readKey(key).holdsPerson;
}

/** @param isAboutPerson whether the member is one of user data or traits, where `name` and `fn` are a person's */
export function wordKind(key: string, isAboutPerson: boolean): WordKind | undefined {
  const { isPersonal, kind, kindOfPerson } = readKey(key);
  if (isAboutPerson && kindOfPerson !== undefined) return kindOfPerson;
  return isPersonal ? kind : undefined;
}

interface Key {
  isPersonal: boolean;
  kind: WordKind | undefined;
  kindOfPerson: WordKind | undefined;
  holdsPerson: boolean;
}

/** An app has few keys, and says them again with every event. */
const MOST_REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 64;
const remembered = new Map<string, Key>();

function readKey(name: string): Key {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const folded = foldKey(name);
  const endings = [folded, ...suffixesOf(name)];
  const isNamedPerson = NAMED_PERSON.test(folded);
  const ending = endings.find((candidate) => KINDS.has(candidate)) ?? "";
  const key = {
    isPersonal:
      WHOLE.has(folded) || isNamedPerson || endings.some((candidate) => SUFFIXES.has(candidate)),
    kind: isNamedPerson ? "fullName" : KINDS.get(ending),
    kindOfPerson: KINDS.get(folded),
    holdsPerson: endings.some((end) => PEOPLE.has(end) || PEOPLE.has(end.replace(/s$/, ""))),
  } as const;
  if (name.length <= LONGEST_REMEMBERED && remembered.size < MOST_REMEMBERED)
    remembered.set(name, key);
  return key;
}

/** As in `date_of_birth`. */
const MOST_WORDS = 3;

/** `["firstname", "name"]` of `billing_first_name`. */
function suffixesOf(key: string): string[] {
  const words = key
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/)
    .slice(1)
    .slice(-MOST_WORDS);
  return words.map((_, index) => words.slice(index).join("").toLowerCase());
}

function kindOf(kind: WordKind, keys: readonly string[]): [string, WordKind][] {
  return keys.map((key) => [foldKey(key), kind]);
}

/** Of names of two letters, most mean something else: `ph`, `st`. */
function keySet(...lists: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(lists.flatMap((keys) => keys.filter((key) => key.length > 2).map(foldKey)));
}
