import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The body of an answer after its content coding: some servers and proxies compress what nobody asked them to. */
export function decodeBody(incoming: IncomingMessage): Readable {
  const coding = incoming.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (!Object.hasOwn(DECODERS, coding)) return incoming;
  // What goes wrong on the way is read from the end of it.
  return pipeline(incoming, DECODERS[coding]!(), () => undefined);
}
