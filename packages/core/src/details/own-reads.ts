import { Beginning } from "./beginning.ts";
import { replace } from "./replace.ts";
import { watchStream } from "./watch-stream.ts";

const READS = ["bytes", "formData", "json", "text"] as const;

type Readable = Record<(typeof READS)[number], () => Promise<unknown>>;

/**
 * The body of a request as its app reads it: nothing is read besides, and nothing asked for earlier. A branch of the
 * stream would change what the app gets: workerd ends an upload that broke off as if it were whole, Deno passes one on
 * in another form. What a runtime reads by itself, as where the request is passed on, is not seen.
 */
export class OwnReads {
  readonly #most: number;
  readonly #beginnings: Beginning[] = [];

  constructor(request: Request, most: number) {
    this.#most = most;
    this.#watch(request);
  }

  /** Of the read that got furthest. */
  get beginning(): Beginning | undefined {
    const reads = this.#beginnings.toSorted((a, b) => b.size - a.size);
    return reads.find(({ isWhole }) => isWhole) ?? reads[0];
  }

  #begin(): Beginning {
    const beginning = new Beginning(this.#most);
    this.#beginnings.push(beginning);
    return beginning;
  }

  #watch(request: Request): void {
    const { arrayBuffer, clone } = request;
    const headers = { "content-type": request.headers.get("content-type")! };
    const read = async (bytes: Promise<ArrayBuffer>): Promise<ArrayBuffer> => {
      const all = await bytes;
      const beginning = this.#begin();
      beginning.add(new Uint8Array(all));
      beginning.end();
      return all;
    };
    replace(request, "arrayBuffer", function () {
      return read(arrayBuffer.call(this));
    });
    for (const name of READS) {
      if (!(name in request)) continue;
      replace(request, name, function () {
        // What becomes of the bytes, and how those are refused that are none of these, is up to the runtime.
        return read(arrayBuffer.call(this)).then((bytes) => {
          const copy: unknown = new Response(bytes, { headers });
          return (copy as Readable)[name]();
        });
      });
    }
    const watch = (copy: Request): void => this.#watch(copy);
    replace(request, "clone", function () {
      const copy = clone.call(this);
      watch(copy);
      return copy;
    });
    this.#watchStream(request);
  }

  /** Watches the stream once the app asks for it. */
  #watchStream(request: Request): void {
    const ask = getterOf(request, "body");
    if (ask === undefined) return;
    const begin = (): Beginning => this.#begin();
    let watched: ReadableStream | null = null;
    Object.defineProperty(request, "body", {
      configurable: true,
      get(this: Request) {
        const stream = ask.call(this) as ReadableStream | null;
        if (stream !== null && stream !== watched) watchStream(stream, begin());
        watched = stream;
        return stream;
      },
    });
  }
}

/** It may be inherited from afar. */
function getterOf(target: object | null, name: string): (() => unknown) | undefined {
  if (target === null) return undefined;
  const own = Object.getOwnPropertyDescriptor(target, name);
  return own === undefined ? getterOf(Object.getPrototypeOf(target), name) : own.get;
}
