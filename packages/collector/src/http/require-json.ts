import { HttpProblem } from "./problem.ts";

/** @throws {@link HttpProblem} 415 unless the content type is JSON. */
export function requireJson(request: Request): void {
  const header = request.headers.get("content-type");
  const type = header?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || /^application\/[\w.+-]+\+json$/.test(type)) return;
  const given = type === "" ? "none was given" : `got "${type.slice(0, 100)}"`;
  throw new HttpProblem(
    415,
    "PEEK_E_CONTENT_TYPE",
    `The content type must be application/json, ${given}.`,
    { headers: { accept: "application/json" } },
  );
}
