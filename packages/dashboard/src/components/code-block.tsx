import type { JSX } from "preact";
import { type CopyResult, useCopy } from "./use-copy.ts";

/** Code to take along. */
export function CodeBlock({ code }: { code: string }): JSX.Element {
  const [result, copy] = useCopy();
  return (
    <div class="code">
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <button type="button" class="quiet" onClick={() => void copy(code)}>
        {label(result)}
      </button>
    </div>
  );
}

function label(result: CopyResult): string {
  if (result === undefined) return "Copy";
  return result === "copied" ? "Copied" : "Select it and copy by hand";
}
