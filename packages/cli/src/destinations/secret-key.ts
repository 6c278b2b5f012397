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
 * `PEEK_SECRET_KEY_FILE` names; else `secret.key` of the data directory.
 *
 * @throws CommandError `PEEK_E_SECRET_KEY` when there is none, or none that can be read
 */
export function readSecretKey(dataDirectory: string, env: NodeJS.ProcessEnv): SecretKey {
  const { PEEK_SECRET_KEY: text, PEEK_SECRET_KEY_FILE: file } = env;
  if (text) return { bytes: parse(text, "PEEK_SECRET_KEY"), isBeside: false };
  const path = file || pathIn(dataDirectory);
  return { bytes: parse(read(path), path), isBeside: !file };
}

/**
 * The same; where there is none, it is made in the data directory.
 *
 * @throws CommandError `PEEK_E_SECRET_KEY` when there is none that can be read
 */
export function makeSecretKey(dataDirectory: string, env: NodeJS.ProcessEnv): SecretKey {
  const { PEEK_SECRET_KEY: text, PEEK_SECRET_KEY_FILE: file } = env;
  const path = pathIn(dataDirectory);
  try {
    const made = `${randomBytes(KEY_BYTES).toString("base64")}\n`;
    if (!text && !file) writeFileSync(path, made, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unreadable(path, error);
  }
  return readSecretKey(dataDirectory, env);
}

function pathIn(dataDirectory: string): string {
  return join(dataDirectory, "secret.key");
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
  const { code } = cause as NodeJS.ErrnoException;
  const problem =
    code === "ENOENT"
      ? `There is no key file ${path}. Restore it, or set PEEK_SECRET_KEY to the key that secrets were encrypted with.`
      : `The key file ${path} cannot be used (${code}). Give this user permission, or set PEEK_SECRET_KEY.`;
  return new CommandError("PEEK_E_SECRET_KEY", problem, EXIT_CODE.config, { cause });
}
