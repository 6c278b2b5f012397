import type { Problem } from "@peekjs/protocol";
import { BASE_PATH } from "./base-path.ts";
import { readKey } from "./read-key.ts";

/** An answer of the collector that is not a success; `code` and `message` are those of its problem document. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `The collector answered ${status}.`);
    this.status = status;
    this.code = problem.code;
  }
}

export type Parameters = Record<string, string | number | undefined>;

/** Address of a collector's endpoint, parameters that are undefined or empty left out. */
export function apiUrl(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${BASE_PATH}${path}${text === "" ? "" : `?${text}`}`;
}

/** Whether an error says that a key is missing or is not the right one. */
export function isKeyError(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

/** The header that sends a key other than the one with which the page reads; none without such a key. */
export function authorization(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/** @throws ApiError when the collector refuses, TypeError when it cannot be reached. */
export async function fetchJson<Result>(url: string, init?: RequestInit): Promise<Result> {
  return (await (await fetchOk(url, init)).json()) as Result;
}

/** @throws ApiError when the collector refuses, TypeError when it cannot be reached. */
export async function fetchOk(url: string, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  const key = readKey();
  if (key !== undefined && !headers.has("authorization")) {
    headers.set("authorization", `Bearer ${key}`);
  }
  const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error;
    // Browsers say "Failed to fetch", "Load failed" or "NetworkError".
    throw new TypeError("The collector cannot be reached.", { cause: error });
  });
  if (response.ok) return response;
  throw new ApiError(response.status, await readProblem(response));
}

async function readProblem(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.json()) as Partial<Problem>;
  } catch {
    return {};
  }
}
