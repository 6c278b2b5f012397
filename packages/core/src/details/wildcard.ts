/** Matches whole texts in lower case; in the pattern `*` stands for any characters. */
export function wildcard(pattern: string): RegExp {
  const literal = pattern.toLowerCase().replace(/[$()+./?[\\\]^{|}-]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*")}$`);
}
