import { PERSONAL_KEYS } from "./person.ts";

/** Members whose values give a person away wherever they occur. */
export type WordKind = "email" | "phone" | "name" | "fullName" | "street";

const { emails, phones, firstName, lastName, fullName, birthday, gender, street } = PERSONAL_KEYS;

/** Personal at the end of a longer name too: `billing_first_name`. */
const SUFFIXES = keySet(
  phones.filter((key) => key !== "mobile"),
  firstName,
  lastName,
  birthday,
  ["fullName", "password", "ssn"],
);

/** Personal as they are; addresses of e-mail under longer names show themselves. */
const WHOLE = keySet(emails, gender, street, ["mobile"]);

/** `name` alone is none: products and pages have names. */
const NAMED_PERSON = /^(?:billing|buyer|contact|customer|guest|recipient|shipping|user)name$/;

const KINDS: ReadonlyMap<string, WordKind> = new Map([
  ...kindOf("email", emails),
  ...kindOf("phone", phones),
  ...kindOf("name", [...firstName, ...lastName]),
  ...kindOf("fullName", fullName),
  ...kindOf("street", street),
]);

/** Whether a member is personal by its name, also of what is about no person. */
export function isPersonalKey(key: string): boolean {
  const folded = fold(key);
  if (WHOLE.has(folded) || SUFFIXES.has(folded) || NAMED_PERSON.test(folded)) return true;
  return suffixesOf(key).some((suffix) => SUFFIXES.has(suffix));
}

/** @param isAboutPerson whether the member is one of user data or traits, where `name` and `fn` are a person's */
export function wordKind(key: string, isAboutPerson: boolean): WordKind | undefined {
  const folded = fold(key);
  if (isAboutPerson && KINDS.has(folded)) return KINDS.get(folded);
  if (!isPersonalKey(key)) return undefined;
  if (NAMED_PERSON.test(folded)) return "fullName";
  const suffix = [folded, ...suffixesOf(key)].find((candidate) => KINDS.has(candidate));
  return suffix === undefined ? undefined : KINDS.get(suffix);
}

/** `["firstname", "name"]` of `billing_first_name`. */
function suffixesOf(key: string): string[] {
  const words = key.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).slice(1);
  return words.map((_, index) => words.slice(index).join("").toLowerCase());
}

function kindOf(kind: WordKind, keys: readonly string[]): [string, WordKind][] {
  return keys.map((key) => [fold(key), kind]);
}

/** Of names of two letters, most mean something else: `ph`, `st`. */
function keySet(...lists: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(lists.flatMap((keys) => keys.filter((key) => key.length > 2).map(fold)));
}

/** The same for `first_name`, `firstName` and `First Name`. */
function fold(key: string): string {
  return key.replaceAll(/[_\s-]/g, "").toLowerCase();
}
