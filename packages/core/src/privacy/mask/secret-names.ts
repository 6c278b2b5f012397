import { ownText } from "../../input/own-text.ts";
import type { MaskRules } from "../../options/capture.ts";

/** In whatever name they occur, written together: `userPassword`, `X-Api-Key`, `clientsecret`. */
const PARTS =
  /passw(?:or)?d|passwort|passphrase|passcode|kennwort|contrasena|motdepasse|secret|token|apikey|appkey|authorization|authheader|credential|privatekey|accesskey|signingkey|encryptionkey|masterkey|sharedkey|sessionid|sessionkey|cookie|creditcard|debitcard|cardn(?:umber|um|o)|cardholder|ccn(?:umber|um)|cvv|securitycode|socialsecurity|codeverifier|samlresponse|assertion|sessid|subscriptionkey|functionskey|licensekey|sshkey|seedphrase|mnemonic|recoverycode|backupcode|verificationcode|authcode|onetimecode|mfacode|(?<!by|com|tres|sur|over|under)pass$/;

/** As words of a name: `auth`, `user_pin`, `cardType`. Within other words they mean nothing: `author`, `spinner`. */
const WORDS: ReadonlySet<string> = new Set(
  "auth authn oauth pass pw psw pwd passwd pin otp totp pan ssn sid card cc cvc csc jwt bearer hmac sig signature csrf xsrf iban senha clave".split(
    " ",
  ),
);

/** As whole names alone: `sessionCount` is no secret. */
const WHOLE: ReadonlySet<string> = new Set(["session", "sess"]);

/** Names remembered; callers of the app choose them. */
const MOST_REMEMBERED = 2_000;
const LONGEST_NAME = 128;

/** Tells the names under which secrets stand, in JSON, forms, queries, headers and texts. */
export class SecretNames {
  readonly #own: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  readonly #allowed: ReadonlySet<string>;
  readonly #known = new Map<string, boolean>();

  constructor({ names = [], allow = [] }: MaskRules) {
    this.#own = new Set(names.filter((name) => typeof name === "string").map(squeeze));
    this.#patterns = names.filter((name) => name instanceof RegExp);
    this.#allowed = new Set(allow.map(squeeze));
  }

  /** Letter case, separators and accents make no difference: `api_key` is `ApiKey`. */
  has(name: string): boolean {
    if (name.length > LONGEST_NAME) return this.#isSecret(name.slice(-LONGEST_NAME));
    let isSecret = this.#known.get(name);
    if (isSecret === undefined) {
      isSecret = this.#isSecret(name);
      if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
      // A slice would keep the body that it was cut out of in memory.
      this.#known.set(ownText(name), isSecret);
    }
    return isSecret;
  }

  #isSecret(name: string): boolean {
    const whole = squeeze(name);
    // `user[pin]`, `user.pin`
    const last = squeeze(name.match(/[^.[\]]+(?=[.[\]]*$)/)?.[0] ?? "");
    if (this.#allowed.has(whole) || this.#allowed.has(last)) return false;
    if (this.#own.has(whole) || this.#own.has(last)) return true;
    if (this.#patterns.some((pattern) => name.search(pattern) >= 0)) return true;
    if (WHOLE.has(whole) || WHOLE.has(last)) return true;
    return PARTS.test(whole) || wordsOf(name).some(isSecretWord);
  }
}

function isSecretWord(word: string): boolean {
  return WORDS.has(word) || (word.endsWith("s") && WORDS.has(word.slice(0, -1)));
}

function plain(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "");
}

function squeeze(name: string): string {
  return plain(name)
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}

/** `userPIN_code2` → user, pin, code. */
function wordsOf(name: string): string[] {
  return plain(name)
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u);
}
