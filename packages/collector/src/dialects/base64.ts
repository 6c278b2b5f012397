/**
 * The bytes of a text in base64. A body may be all of it, before its key is known: so no callback for each byte.
 *
 * @throws DOMException when it is none.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
