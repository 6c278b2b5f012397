import fc from "fast-check";

/** Nothing else in these tests has three of these letters in a row. */
export const MARKED = /[QXZJ]{3}/;

export const SECRET_NAMES: readonly string[] = [
  "password",
  "PASSWORD",
  "newPassword",
  "user_passwd",
  "secret",
  "client-secret",
  "apiKey",
  "api_key",
  "x-api-key",
  "accessToken",
  "refresh_token",
  "token",
  "Authorization",
  "auth",
  "sessionId",
  "creditCard",
  "card",
  "card_number",
  "cvv",
  "CVC2",
  "pin",
  "userPIN",
  "otp",
  "ssn",
  "privateKey",
  "cookie",
  "пароль_token",
];

export const secretName: fc.Arbitrary<string> = fc.constantFrom(...SECRET_NAMES);

/** What may stand under a secret's name; told by its marks wherever it turns up. */
export const markedText: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.stringMatching(/^[QXZJ]{3,8}$/),
      fc.constantFrom(
        "",
        " ",
        '"',
        "\\",
        "&",
        "=",
        "%41",
        "\n",
        ",",
        "}",
        "]",
        "<",
        "é",
        "\u2028",
        ":",
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.flat().join(""));

const plainName = fc.constantFrom("id", "title", "items", "author", "pages", 'o"k', "größe", "a.b");
const plainText = fc.constantFrom(
  "",
  "plain",
  'a "quoted" word',
  "line\nbreak",
  "back\\slash",
  "ünïcode 😀",
  "12:30",
  "[not json",
  "{",
);

/** Values without secrets, into which {@link plant} puts one. */
export const plainJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    plainText,
    fc.integer({ min: -1000, max: 1000 }),
    fc.constantFrom(true, false, null, 1.5e3),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(plainName, tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** The secret somewhere within arrays and objects of plain values. */
export function within(secret: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const step = fc.tuple(fc.boolean(), plainName, plainJson, plainJson, fc.boolean());
  return fc.tuple(secret, fc.array(step, { maxLength: 6 })).map(([planted, steps]) =>
    steps.reduce<unknown>((value, [isArray, name, before, after, isText]) => {
      const inner = isText && steps.length < 4 ? JSON.stringify(value) : value;
      return isArray ? [before, inner, after] : { before, [name]: inner, after };
    }, planted),
  );
}

/** Every way in which the same value may be written. */
export function written(value: unknown): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(undefined, 2, "\t"), fc.boolean()).map(([space, isEscaped]) => {
    const json = JSON.stringify(value, null, space);
    return isEscaped ? json.replace(/[a-zA-Z\u0080-\uffff]/g, escapeLetter) : json;
  });
}

/** Not those of `\n`, `true` and the like: they are grammar. */
function escapeLetter(letter: string, at: number, json: string): string {
  const isGrammar =
    /\\[nrtbfu][0-9a-f]*$/.test(json.slice(Math.max(0, at - 5), at + 1)) || !isInString(json, at);
  return isGrammar ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function isInString(json: string, at: number): boolean {
  let quotes = 0;
  for (let i = 0; i < at; i++) {
    if (json[i] === "\\") i++;
    else if (json[i] === '"') quotes++;
  }
  return quotes % 2 === 1;
}

/** A value told by its own shape, and what of it may not turn up. */
export interface Shape {
  text: string;
  parts: readonly string[];
}

const digits = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(""));

/** Payment cards of the usual issuers, written in the usual ways. */
const card: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.constantFrom(
      ["4", 16],
      ["51", 16],
      ["2221", 16],
      ["34", 15],
      ["6011", 16],
      ["4", 13],
      ["62", 19],
      ["36", 14],
    ) as fc.Arbitrary<[string, number]>,
    digits(19),
    fc.constantFrom("", " ", "-", ".", "\u00a0"),
  )
  .map(([[prefix, length], rest, separator]) => {
    const body = (prefix + rest).slice(0, length - 1);
    const number = body + luhnDigit(body);
    return {
      text: number.match(/\d{1,4}/g)!.join(separator),
      parts: [number.slice(0, 10), number.slice(-10)],
    };
  });

function luhnDigit(body: string): string {
  let sum = 0;
  for (const [i, digit] of body.split("").toReversed().entries()) {
    const doubled = i % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

const email: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9][a-z0-9._+'-]{3,20}[a-z0-9]$/),
    fc.constantFrom("mail.example.com", "müller.example", "a-b.co"),
  )
  .map(([local, domain]) => ({
    text: `${local}@${domain}`,
    parts: [local.slice(-5), `@${domain}`],
  }));

const jwt: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.dictionary(fc.constantFrom("sub", "name", "iat"), fc.string({ maxLength: 20 })),
    fc.stringMatching(/^[\w-]{20,43}$/),
  )
  .map(([claims, signature]) => {
    const encode = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString("base64url");
    const payload = encode({ ...claims, iss: "issuer" });
    return {
      text: `${encode({ alg: "HS256", typ: "JWT" })}.${payload}.${signature}`,
      parts: [payload.slice(0, 12), signature.slice(0, 12), signature.slice(-8)],
    };
  });

const apiKey: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.constantFrom(
      "sk_live_",
      "rk_test_",
      "ghp_",
      "github_pat_",
      "glpat-",
      "xoxb-",
      "AKIA",
      "AIza",
      "npm_",
      "shpat_",
      "whsec_",
      "sk-proj-",
      "hf_",
      "SG.aaaaaaaaaaaa.",
    ),
    fc.stringMatching(/^[A-F0-9]{32}$/),
  )
  .map(([prefix, rest]) => ({ text: prefix + rest, parts: [rest.slice(0, 10), rest.slice(-10)] }));

export const shape: fc.Arbitrary<Shape> = fc.oneof(card, email, jwt, apiKey);
