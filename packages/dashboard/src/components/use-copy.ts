import { useState } from "preact/hooks";

/** Milliseconds for which it is said what became of a copy. */
const SAID = 1_500;

export type CopyResult = "copied" | "failed" | undefined;

/** Copies a text to the clipboard, and tells for a moment whether it could: over plain HTTP browsers have none. */
export function useCopy(): [result: CopyResult, copy: (text: string) => Promise<void>] {
  const [result, setResult] = useState<CopyResult>();
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setResult("copied");
    } catch {
      setResult("failed");
    }
    setTimeout(() => setResult(undefined), SAID);
  };
  return [result, copy];
}
