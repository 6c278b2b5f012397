import { useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { CodeBlock } from "../components/code-block.tsx";
import { snippets } from "./snippets.ts";

interface SnippetTabsProps {
  ingestUrl: string;
  needsKey: boolean;
}

/** One snippet per framework, in tabs that arrow keys walk through. */
export function SnippetTabs({ ingestUrl, needsKey }: SnippetTabsProps): JSX.Element {
  const all = snippets(ingestUrl, needsKey);
  const [chosen, setChosen] = useState("express");
  const list = useRef<HTMLDivElement>(null);
  const shown = all.find(({ id }) => id === chosen);

  const move = (event: JSX.TargetedKeyboardEvent<HTMLElement>): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const index = all.findIndex(({ id }) => id === chosen);
    const next = all[(index + step + all.length) % all.length];
    if (!next) return;
    setChosen(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };

  return (
    <>
      <div class="tabs" role="tablist" aria-label="Framework" ref={list} onKeyDown={move}>
        {all.map(({ id, label }) => (
          <button
            type="button"
            key={id}
            id={`tab-${id}`}
            role="tab"
            aria-selected={id === chosen}
            aria-controls="snippet"
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => setChosen(id)}
          >
            {label}
          </button>
        ))}
      </div>
      {shown && (
        <div id="snippet" role="tabpanel" aria-labelledby={`tab-${shown.id}`} class="snippet">
          {shown.install !== undefined && <CodeBlock code={shown.install} />}
          <CodeBlock code={shown.code} />
        </div>
      )}
    </>
  );
}
