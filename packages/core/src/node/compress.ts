import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";

/** Bytes below which compression spares less than it costs. */
const LEAST_BYTES = 1_024;

const gzipInBackground = promisify(gzip);

/** The body under gzip, made beside the event loop; undefined where that spares nothing. */
export async function compress(body: Buffer): Promise<Buffer | undefined> {
  if (body.length < LEAST_BYTES) return undefined;
  try {
    return await gzipInBackground(body, { level: constants.Z_BEST_SPEED });
  } catch {
    return undefined;
  }
}
