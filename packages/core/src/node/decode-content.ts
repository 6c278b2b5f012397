import * as zlib from "node:zlib";
import type { DecodeContent } from "../details/body-text.ts";

/** Bytes that a decoder may give at once; a few times what is shown of a body. */
const MOST_BYTES = 512 * 1024;
/** A body of so few bytes that still gives too much is a bomb. */
const FEWEST_BYTES = 64;

const { constants } = zlib;
const PARTIAL = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES };

type Decoder = (bytes: Uint8Array) => Buffer;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: (bytes) => zlib.gunzipSync(bytes, PARTIAL),
  "x-gzip": (bytes) => zlib.gunzipSync(bytes, PARTIAL),
  deflate: (bytes) => zlib.inflateSync(bytes, PARTIAL),
  br: (bytes) =>
    zlib.brotliDecompressSync(bytes, {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: MOST_BYTES,
    }),
};

/** Decodes the beginning of a body, which may be cut: of what would give too much, only a part. */
export const decodeContent: DecodeContent = (bytes, coding, maxBytes) => {
  const decoder = DECODERS[coding];
  if (decoder === undefined) return undefined;
  for (let length = bytes.length; length >= FEWEST_BYTES || length === bytes.length; length >>= 1) {
    try {
      const decoded = decoder(bytes.subarray(0, length));
      const isWhole = length === bytes.length && decoded.length <= maxBytes;
      return { bytes: decoded.subarray(0, maxBytes), isWhole };
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_BUFFER_TOO_LARGE") return undefined;
    }
  }
  return undefined;
};
