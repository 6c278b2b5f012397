import type { Beginning } from "./beginning.ts";
import { replace } from "./replace.ts";

type Method = (...given: unknown[]) => unknown;
type Methods = Record<PropertyKey, Method | undefined>;

/** Keeps what is read of a stream by readers and iterators, when it is read. */
export function watchStream(stream: ReadableStream, beginning: Beginning): void {
  // Iterators of some runtimes read by a reader that they ask for in the same way.
  let isIterated = false;
  const watchResults = (source: Methods, name: "next" | "read" | "readAtLeast"): void => {
    const read = source[name];
    if (read === undefined) return;
    replace(source, name, async function (...given: unknown[]) {
      if (name === "next") isIterated = true;
      const isSeen = isIterated === (name === "next");
      const result = (await read.apply(this, given)) as IteratorResult<unknown>;
      if (isSeen) keep(result, beginning);
      return result;
    });
  };
  for (const name of ["getReader", "values", Symbol.asyncIterator]) {
    const open = (stream as unknown as Methods)[name];
    if (open === undefined) continue;
    replace(stream, name, function (...given: unknown[]) {
      const source = open.apply(this, given) as Methods;
      watchResults(source, "next");
      watchResults(source, "read");
      watchResults(source, "readAtLeast");
      return source;
    });
  }
}

/** An app may stream what are no bytes to itself. */
function keep({ done, value }: IteratorResult<unknown>, beginning: Beginning): void {
  if (ArrayBuffer.isView(value)) {
    beginning.add(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
  if (done === true) beginning.end();
}
