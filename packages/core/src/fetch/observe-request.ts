import type { CommonMount } from "../adapter/common-mount.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";
import type { WaitUntil } from "../serverless/wait-until.ts";
import { reportAnswer } from "./answer.ts";
import { begin } from "./begin.edge.ts";
import { claim } from "./claim.ts";

/** How an adapter reads the web requests of its framework. */
export interface RequestReader<FrameworkRequest, Platform = unknown> {
  /**
   * Calls a handler and reports what it answers; what it returns or throws passes as it is.
   *
   * @param report never throws; the response is undefined where there is none to be seen
   */
  watch<Result>(
    handle: () => Result,
    report: (response: Response | undefined, error?: unknown) => void,
    request: FrameworkRequest,
  ): Result;
  /** The platform's own, asked when the request is answered. Never throws. */
  waitUntilOf?(request: FrameworkRequest, platform: Platform | undefined): WaitUntil | undefined;
}

/** A web request on which a server keeps what the platform gave with it. */
interface ServerRequest extends Request {
  readonly waitUntil?: WaitUntil;
}

/**
 * Observes a request, once for a client, and calls its handler.
 *
 * @param raw the web request; undefined for what is to be observed on Node's own messages or not at all
 * @param env the environment that the runtime hands over with it; where a server of Node's serves it, Node's own request
 * and response
 * @param handle is given what stands for the request among those that run, where it is observed as a web request: whoever
 * makes the framework's own request later puts it in there
 * @param platform what else the runtime hands over
 * @returns what the handler returns
 */
export type ObserveRequest<FrameworkRequest, Platform = unknown> = <Result>(
  request: FrameworkRequest,
  raw: Request | undefined,
  env: unknown,
  handle: (running?: RunningRequest<FrameworkRequest>) => Result,
  platform?: Platform,
) => Result;

/**
 * Makes what observes the requests of a mount by what their handlers answer.
 *
 * @param _nodeReader nobody asks for it where no server of Node's is
 */
export function createObserver<FrameworkRequest, Platform = unknown>(
  mount: CommonMount<FrameworkRequest>,
  reader: RequestReader<FrameworkRequest, Platform>,
  _nodeReader?: unknown,
): ObserveRequest<FrameworkRequest, Platform> {
  return (request, raw, env, handle, platform) => {
    if (!raw || !mount.isActive(env) || !claim(mount, raw)) return handle();
    const running = begin(mount, request, raw);
    return reader.watch(
      () => handle(running),
      (response, error) =>
        reportAnswer(mount, running, {
          response,
          error,
          // srvx, and so Nitro 3, binds that of the platform to the request.
          waitUntil: reader.waitUntilOf?.(request, platform) ?? (raw as ServerRequest).waitUntil,
        }),
      request,
    );
  };
}
