import { createPeek } from "@peekjs/core";
import "@peekjs/core/details";
import { withPeek } from "@peekjs/fetch";

const NAMES = ["arrayBuffer", "bytes", "formData", "json", "text"] as const;

type Readable = Record<(typeof NAMES)[number] | "clone", () => Promise<object>>;
type Handler = (request: Request) => unknown;

async function show(value: unknown): Promise<string> {
  if (value instanceof FormData) return JSON.stringify([...(value as never)]);
  return typeof value === "string" ? value : new Response(value as string).text();
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    chunk.fill(0);
  }
  return text;
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** How apps read an upload. */
const handlers: Record<string, Handler> = {
  late: async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return request.text();
  },
  twice: async (request) => (await request.text()) + (await request.text()),
  cloned: async (request) => (await request.clone().text()) + (await request.text()),
  reader: (request) => read(chunksOf(request.body!)),
  iterated: (request) => read(request.body as never),
  passed: (request) => fetch(request.headers.get("x-upstream")!, request),
  unread: () => "unread",
};
for (const name of NAMES) {
  handlers[name] = async (request) => {
    const value: unknown = await (request as unknown as Readable)[name]();
    return name === "json" ? JSON.stringify(value) : show(value);
  };
}

const unhandled: string[] = [];
(globalThis as { addEventListener?: (...given: unknown[]) => void }).addEventListener?.(
  "unhandledrejection",
  (event: { reason: unknown }) => unhandled.push(String(event.reason)),
);

async function answer(request: Request): Promise<Response> {
  try {
    const value = await handlers[new URL(request.url).pathname.split("/")[2]!]!(request);
    return value instanceof Response ? value : new Response(String(value));
  } catch (error) {
    return new Response(String(error), { status: 400 });
  }
}

const client = createPeek({
  captureBody: { response: false },
  captureSampling: { perSecond: 1_000 },
});
const captured: typeof fetchUpload = withPeek(answer, client);

/** `/bare/text` and `/capture/text`; `/unhandled` says which rejections nobody handled. */
export function fetchUpload(request: Request, ...rest: unknown[]): Response | Promise<Response> {
  const mode = new URL(request.url).pathname.split("/")[1];
  if (mode === "unhandled") return Response.json(unhandled);
  return mode === "bare" ? answer(request) : captured(request, ...rest);
}
