import { PeekError } from "@peekjs/protocol";
import type { Reply } from "./transport.ts";

/** What an answer means for the batch that it answers. */
export type Verdict =
  | { kind: "acknowledged" }
  /** Not now: 408, 425, 429, 5xx. */
  | { kind: "retry"; reply: Reply }
  /** 413: in smaller parts. */
  | { kind: "too_large"; reply: Reply }
  /** 400 that names columns, or 415: the collector reads rows only. */
  | { kind: "rows"; reply: Reply }
  /** Any other 400: something in the batch. */
  | { kind: "refused"; reply: Reply }
  /** 401 and 403. */
  | { kind: "unauthorised"; reply: Reply }
  /** Not a collector: HTML, redirects, other statuses. */
  | { kind: "wrong_server"; reply: Reply }
  /** No whole answer came. */
  | { kind: "unreachable"; error: PeekError };

const KEPT = "Events are kept and tried again within a minute.";

/** What keeps a batch. */
export type Failure = Exclude<Verdict, { kind: "acknowledged" }>;

/** What may be the fault of single records. */
export type RefusedVerdict = Extract<Verdict, { kind: "too_large" | "refused" }>;

/** Tells what an answer means. */
export function judge(reply: Reply): Verdict {
  const { status } = reply;
  if (status >= 200 && status < 300) {
    return isAcknowledgement(reply) ? { kind: "acknowledged" } : { kind: "wrong_server", reply };
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: "retry", reply };
  }
  if (status === 413) return { kind: "too_large", reply };
  if (status === 415) return { kind: "rows", reply };
  if (status === 400) {
    return reply.body.includes("PEEK_E_COLUMNS")
      ? { kind: "rows", reply }
      : { kind: "refused", reply };
  }
  if (status === 401 || status === 403) return { kind: "unauthorised", reply };
  return { kind: "wrong_server", reply };
}

function isAcknowledgement({ body, contentType }: Reply): boolean {
  return body.trim() === "" || /^application\/([\w.+-]+\+)?json\b/i.test(contentType);
}

/** Why a batch is kept, and what to do next, for the people who run the app. */
export function explain(verdict: Failure): PeekError {
  switch (verdict.kind) {
    case "unreachable":
      return verdict.error;
    case "unauthorised":
      return new PeekError(
        verdict.reply.status === 401 ? "PEEK_E_KEY_REJECTED" : "PEEK_E_KEY_SCOPE",
        `The collector refused the apiKey, or was given none (${verdict.reply.status}${detail(verdict.reply)}). Create a write key with \`peek keys create\`, or set the service to the one that this key is for. ${KEPT}`,
      );
    case "wrong_server":
      return new PeekError(
        "PEEK_E_WRONG_SERVER",
        `The endpoint answered ${verdict.reply.status} (${verdict.reply.contentType || "no content type"}) and is not a peek collector. Is it your app's own port, or a proxy's? ${KEPT}`,
      );
    case "refused":
    case "rows":
      return new PeekError(
        "PEEK_E_REFUSED",
        `The endpoint refuses everything with ${verdict.reply.status}${detail(verdict.reply)}. Is its path that of something else, or the collector older than this client? ${KEPT}`,
      );
    case "too_large":
      return new PeekError(
        "PEEK_E_BODY_TOO_LARGE",
        `The endpoint refuses even single events as too large (413${detail(verdict.reply)}). Does a proxy in front of it limit bodies? ${KEPT}`,
      );
    case "retry":
      return new PeekError(
        "PEEK_E_UNAVAILABLE",
        `The collector answered ${verdict.reply.status}${detail(verdict.reply)}. Events are kept and tried again.`,
      );
  }
}

function detail({ body }: Reply): string {
  const text = /"detail"\s*:\s*"((?:[^"\\]|\\.){1,200})/.exec(body)?.[1];
  return text === undefined ? "" : `: ${unescaped(text).replace(/\.$/, "")}`;
}

/** The text that stands between the quotes of a JSON text, safe to print on a terminal. */
function unescaped(json: string): string {
  try {
    return (JSON.parse(`"${json}"`) as string).replaceAll(/\p{Cc}/gu, " ");
  } catch {
    return json;
  }
}
