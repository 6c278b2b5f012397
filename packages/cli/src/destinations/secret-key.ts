import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";

const KEY_BYTES = 32;

/** The key of a data directory's secrets, and whether it rests beside them. */
export interface SecretKey {
  bytes: Buffer;
  isBeside: boolean;
}

/**
 * The key that secrets are encrypted with: `PEEK_SECRET_KEY`, 32 bytes in base64 or hexadecimal, or the file that
 * `PEEK_SECRET_KEY_FILE` names; else `secret.key` of the data directory, which is made when there is none.
 *
 * @throws CommandError `PEEK_E_SECRET_KEY`
 */
export function readSecretKey(dataDirectory: string, env: NodeJS.ProcessEnv): SecretKey {
  const { PEEK_SECRET_KEY: text, PEEK_SECRET_KEY_FILE: file } = env;
  if (text !== undefined && text !== "")
    return { bytes: parse(text, "PEEK_SECRET_KEY"), isBeside: false };
  if (file !== undefined && file !== "") return { bytes: parse(read(file), file), isBeside: false };
  const path = join(dataDirectory, "secret.key");
  const made = randomBytes(KEY_BYTES);
  try {
    writeFileSync(path, `${made.toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
    return { bytes: made, isBeside: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unreadable(path, error);
    return { bytes: parse(read(path), path), isBeside: true };
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw unreadable(path, error);
  }
}

function parse(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const isHexadecimal = /^[0-9a-f]{64}$/i.test(trimmed);
  const bytes = Buffer.from(trimmed, isHexadecimal ? "hex" : "base64");
  if (bytes.length === KEY_BYTES) return bytes;
  throw new CommandError(
    "PEEK_E_SECRET_KEY",
    `${where} holds no key: 32 bytes in base64 or hexadecimal are needed, e.g. of: openssl rand -base64 32`,
    EXIT_CODE.config,
  );
}

function unreadable(path: string, cause: unknown): CommandError {
  return new CommandError(
    "PEEK_E_SECRET_KEY",
    `The key file ${path} cannot be used (${(cause as NodeJS.ErrnoException).code}). Give this user permission, or set PEEK_SECRET_KEY.`,
    EXIT_CODE.config,
    { cause },
  );
}
