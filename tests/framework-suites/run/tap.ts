import type { Result } from "./result.ts";

const LINE =
  /^(?<indent> *)(?:# Subtest: (?<subtest>.*)|(?<not>not )?ok \d+(?: - )?(?<title>.*?))$/;
const REMARK = /(?: # time=\S*)?(?: \{)?$/;

interface Level {
  indent: number;
  title: string;
}

/** Reads the Test Anything Protocol, as mocha, tap and Node's own runner write it. */
export function readTap(text: string): Result[] {
  const results: Result[] = [];
  const above: Level[] = [];
  for (const line of text.split(/\r?\n/)) {
    const found = LINE.exec(line)?.groups;
    if (found === undefined) continue;
    const indent = found["indent"]!.length;
    while (above.length > 0 && above.at(-1)!.indent > indent) above.pop();
    if (found["subtest"] !== undefined) {
      if (above.at(-1)?.indent === indent) above.pop();
      above.push({ indent, title: found["subtest"] });
      continue;
    }
    const title = found["title"]!.replace(REMARK, "");
    // The line of a subtest comes after those of its own.
    if (above.at(-1)?.indent === indent) above.pop();
    if (/ # (?:skip|todo)\b/i.test(title)) continue;
    const name = [...above.map((level) => level.title), title].join(" › ");
    results.push({ name, passed: found["not"] === undefined });
  }
  return results;
}
