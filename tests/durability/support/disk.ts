import { spawnSync } from "node:child_process";

/** Runs a command with a disk of its own at the folder `$0`; what is mounted goes with the process. */
const disk = (mount: string): string[] => ["-rm", "sh", "-c", `${mount} && exec "$@"`];

/** 1 MiB, of which nothing is left. */
export const FULL_DISK = disk(
  'mount -t tmpfs -o size=1m tmpfs "$0" && { head -c 2m /dev/zero > "$0/ballast" 2>&- || true; }',
);
/** 256 KiB. */
export const SMALL_DISK = disk('mount -t tmpfs -o size=256k tmpfs "$0"');
export const READ_ONLY_DISK = disk('mount -t tmpfs -o ro tmpfs "$0"');

/** A disk of our own needs a mount namespace, which not every machine gives. */
export const canMount: boolean = spawnSync("unshare", [...SMALL_DISK, "/mnt", "true"]).status === 0;
