import type { Mount } from "../adapter/mount.ts";
import { isResponse } from "../adapter/is-response.ts";
import { reportAnswer } from "./answer.ts";
import { begin } from "./begin.ts";
import { claim } from "./claim.ts";
import type { ObserveRequest, RequestReader } from "./observe-request.ts";
import { thrownAnswer } from "./thrown-answer.ts";

/** The same in a process of the app's own, which knows what runs and, on Bun, that a client has left. */
export function createObserver<FrameworkRequest, Platform = unknown>(
  mount: Mount<FrameworkRequest>,
  reader: RequestReader<FrameworkRequest, Platform>,
  _nodeReader?: unknown,
): ObserveRequest<FrameworkRequest, Platform> {
  return (request, raw, env, handle, platform) => {
    if (!raw || !mount.isActive(env) || !claim(mount, raw)) return handle();
    let isReported = false;
    const report = (answer?: unknown, error?: unknown): void => {
      // The handler may run on when its client has left.
      if (isReported) return;
      isReported = true;
      const answered = isResponse(answer)
        ? { response: readable(answer, running.watch), error }
        : thrownAnswer(error, raw);
      const waitUntil = reader.waitUntilOf?.(request, platform);
      reportAnswer(mount, running, { ...answered, waitUntil });
    };
    const running = begin(mount, request, raw, env, report);
    return reader.watch(() => handle(running), report, request);
  };
}

/**
 * What may be read of a response. One whose headers were read goes out in another form: on Deno with the length in chunks
 * or other letters in its names, on Bun with the type of its body as a header of the app's own. Where it is not captured
 * anyway, Deno's length is left unknown, and Bun's headers are those of a copy. Never throws.
 */
function readable(response: Response, watch: object | undefined): Partial<Response> {
  if (watch !== undefined) return response;
  if ("Deno" in globalThis) return { status: response.status };
  return "Bun" in globalThis ? copied(response) : response;
}

/** Without a body, which is left to the server. */
function copied(response: Response): Partial<Response> {
  try {
    const { status, bodyUsed } = response;
    const { headers } = new Response(null, response);
    return { status, bodyUsed, headers, clone: () => response.clone() };
  } catch {
    // Not every object with a status is a response.
    return response;
  }
}
