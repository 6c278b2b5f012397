import { Readable } from "node:stream";
import { createGzip } from "node:zlib";

/** `one`, `two`, `three` as three chunks. */
export function streamedBody(): Readable {
  return Readable.from(["one", "two", "three"].map((text) => Buffer.from(text)));
}

/** `partial`, then the source fails. */
export function brokenBody(): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.from("partial");
      // The first chunk leaves before the failure is known.
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error("the source broke");
    })(),
  );
}

/** As much as is read. */
export function endlessBody(): Readable {
  const chunk = Buffer.alloc(16_384, "x");
  return new Readable({
    read() {
      this.push(chunk);
    },
  });
}

/** For `GET /compressed`. */
export const COMPRESSIBLE: string = "compress me ".repeat(2_000).slice(0, 20_000);

/** The body of `GET /compressed` and its encoding, for frameworks that compress nothing by themselves. */
export function compressedBody(acceptEncoding: string | null | undefined): {
  encoding: string;
  body: Readable;
} {
  const body = Readable.from([Buffer.from(COMPRESSIBLE)]);
  const isAccepted = /\bgzip\b/.test(acceptEncoding ?? "");
  return isAccepted
    ? { encoding: "gzip", body: body.pipe(createGzip()) }
    : { encoding: "identity", body };
}

/** For `GET /sse`. */
export const FIRST_EVENT = "data: hello\n\n";
