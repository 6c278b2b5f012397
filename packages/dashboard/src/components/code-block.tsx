import { useState } from "preact/hooks";
import type { JSX } from "preact";

/** Code to take along. */
export function CodeBlock({ code }: { code: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <div class="code">
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <button type="button" class="quiet" onClick={() => void copy()}>
        {copied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
