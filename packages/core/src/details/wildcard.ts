/** A pattern in which `*` stands for any characters; in lower case, as what it is compared with. */
export interface Wildcard {
  test(text: string): boolean;
}

/** Compared in time that grows with the text alone, which callers of the app choose: an expression's would explode. */
export function wildcard(pattern: string): Wildcard {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const last = rest.pop();
  return {
    test(text) {
      if (last === undefined) return text === first;
      const end = text.length - last.length;
      if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
      let at = first.length;
      for (const part of rest) {
        const found = text.indexOf(part, at);
        if (found < 0 || found + part.length > end) return false;
        at = found + part.length;
      }
      return true;
    },
  };
}
