/** An object or a list that a text is the JSON of. */
export function embeddedJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** How many members the objects in a JSON have, namesakes included. */
export function countMembers(json: string): number {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
}
