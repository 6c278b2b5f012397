import { access, constants, mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";

/**
 * Creates the data directory when it is missing, readable by this user alone and unseen by git.
 *
 * @returns whether it is new.
 * @throws CommandError `PEEK_E_DATA_DIR` when it cannot be created or written.
 */
export async function prepareDataDirectory(directory: string): Promise<boolean> {
  const isNew = !existsSync(directory);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await access(directory, constants.W_OK);
    const ignore = join(directory, ".gitignore");
    if (!existsSync(ignore)) await writeFile(ignore, "*\n");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const advice =
      code === "ENOSPC" || code === "EDQUOT"
        ? "Free disk space"
        : "Give this user write permission";
    throw new CommandError(
      "PEEK_E_DATA_DIR",
      `Cannot write to the data directory ${directory} (${code ?? String(cause)}). ${advice}, or choose another one with --data-dir.`,
      EXIT_CODE.failure,
      { cause },
    );
  }
  return isNew;
}
