import type { Wildcard } from "./wildcard.ts";

/** How a body is masked. */
export type ContentKind = "json" | "form" | "text";

/** What the type says of a body: how it is masked, and the name of its character set; undefined: not to be captured. */
export function contentKind(
  contentType: string | undefined,
  others: readonly Wildcard[],
): ContentKind | undefined {
  const type = mediaType(contentType);
  if (type === "application/x-www-form-urlencoded") return "form";
  if (
    /^application\/(?:x-)?(?:nd)?json$|^(?:application|text)\/(?:json|.*\+json|.*json-seq)$/.test(
      type,
    )
  ) {
    return "json";
  }
  if (/^text\/|^application\/(?:graphql|xml|.*\+xml)$/.test(type)) return "text";
  // A part's name stands beside its value in no form that is looked for.
  if (type.startsWith("multipart/")) return undefined;
  return others.some((pattern) => pattern.test(type)) ? "text" : undefined;
}

/** `utf-8` unless the type says something else. */
export function charsetOf(contentType: string | undefined): string {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? "")?.[1] ?? "utf-8";
}

/** In lower case, without parameters. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase();
}
