/** Where servers of Node's keep their own request and response on a web request; undefined elsewhere. */
export function nodeEnvironment(raw: object): unknown {
  return (raw as { runtime?: { node?: unknown } }).runtime?.node;
}
