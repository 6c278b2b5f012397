const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
const LONGEST = new Map([
  ["page_location", 1_000],
  ["page_referrer", 420],
  ["page_title", 300],
]);

/** What Google's documentation says of a request, as problems that it has; the server itself would answer 204. */
export function problemsOf(body: any): string[] {
  const problems: string[] = [];
  const check = (isGood: boolean, problem: string): unknown => isGood || problems.push(problem);
  check(typeof body.client_id === "string", "client_id");
  check(JSON.stringify(body).length < 130_000, "body size");
  check(body.events.length > 0 && body.events.length <= 25, "number of events");
  check(body.user_data === undefined || body.user_id !== undefined, "user_data without user_id");
  for (const [name, { value }] of Object.entries<any>(body.user_properties ?? {})) {
    check(NAME.test(name) && name.length <= 24, `user property ${name}`);
    check(String(value).length <= 36, `value of user property ${name}`);
  }
  check(Object.keys(body.user_properties ?? {}).length <= 25, "number of user properties");
  for (const { name, params } of body.events) {
    check(NAME.test(name) && !/^(firebase_|ga_|google_)/.test(name), `event ${name}`);
    check(Object.keys(params).length <= 25, "number of parameters");
    for (const [key, value] of Object.entries<any>(params)) {
      check(NAME.test(key) && !/^(firebase_|ga_|google_)/.test(key), `parameter ${key}`);
      if (key === "items") {
        check(value.length <= 200, "number of items");
        for (const item of value) {
          for (const member of Object.values(item)) check(isValue(member, 100), "value of item");
        }
      } else check(isValue(value, LONGEST.get(key) ?? 100), `value of ${key}`);
    }
  }
  return problems;
}

function isValue(value: unknown, longest: number): boolean {
  return typeof value === "number"
    ? Number.isFinite(value)
    : typeof value === "string" && value.length <= longest;
}
