/**
 * An address of the client as vendors take it: without a port, brackets and the prefix of a mapped one, of a list the
 * first. Undefined for what is none, for which a vendor may refuse a whole request.
 */
export function ipAddress(text: string | undefined): string | undefined {
  const first = text?.split(",", 1)[0]!.trim() ?? "";
  const bare = /^\[(.+)\](?::\d+)?$/.exec(first)?.[1] ?? first;
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i.exec(bare)?.[1];
  if (v4 !== undefined) return v4.split(".").every((byte) => Number(byte) <= 255) ? v4 : undefined;
  return /^[0-9a-f:]+$/i.test(bare) && URL.canParse(`http://[${bare}]`) ? bare : undefined;
}
