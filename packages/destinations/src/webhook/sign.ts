import { optionError } from "../options.ts";

/** The fewest bytes of a secret that Standard Webhooks allows. */
const FEWEST_BYTES = 24;

/** A secret of Standard Webhooks, `whsec_` and base64, as a key. */
export type WebhookKey = () => Promise<Key>;

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/**
 * @throws PeekError `PEEK_E_DESTINATION_OPTION` when it is no such secret
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function readSecret(destination: string, secret: string): WebhookKey {
  const bytes = decode(secret.replace(/^whsec_/, ""));
  if (bytes === undefined || bytes.length < FEWEST_BYTES) {
    const problem = `must be "whsec_" and at least ${FEWEST_BYTES} bytes in base64`;
    throw optionError(destination, "secret", problem);
  }
  let key: Promise<Key> | undefined;
  return () =>
    (key ??= crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
    ]));
}

/** The `webhook-signature` of a message, one for each key, so that a receiver can change its own in between. */
export async function sign(
  keys: readonly WebhookKey[],
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): Promise<string> {
  const content = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signatures = keys.map(async (key) => {
    const signature = await crypto.subtle.sign("HMAC", await key(), content);
    return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
  });
  return (await Promise.all(signatures)).join(" ");
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
