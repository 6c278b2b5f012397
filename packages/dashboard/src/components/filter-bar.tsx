import { useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { addTerms, removeTerm, splitTerms } from "../url-state/filter-terms.ts";
import { useViewState } from "../url-state/use-view-state.ts";
import { Icon } from "./icon.tsx";

/** Id of the field, for the `/` key. */
export const FILTER_FIELD_ID = "filter";

/** The filter line: terms that hold are chips, what is being typed is text. */
export function FilterBar(): JSX.Element {
  const { view, update } = useViewState();
  const [draft, setDraft] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const terms = splitTerms(view.query);

  const submit = (): void => {
    if (draft.trim() === "") return;
    update({ query: addTerms(view.query, splitTerms(draft)) });
    setDraft("");
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLInputElement>): void => {
    const last = terms.at(-1);
    if (event.key === "Escape" && draft !== "") setDraft("");
    else if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Backspace" || draft !== "" || last === undefined) return;
    event.preventDefault();
    update({ query: removeTerm(view.query, last) });
    setDraft(last);
  };

  return (
    <form
      class="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Icon name="search" />
      {terms.map((term) => (
        <span class="chip" key={term} data-negated={term.startsWith("-")}>
          {term}
          <button
            type="button"
            aria-label={`Remove filter ${term}`}
            onClick={() => {
              update({ query: removeTerm(view.query, term) });
              field.current?.focus();
            }}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <input
        id={FILTER_FIELD_ID}
        ref={field}
        value={draft}
        aria-label="Filter"
        placeholder={
          terms.length === 0 ? "Filter, e.g. status:5xx route:/users/:id dur:>500ms" : ""
        }
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={submit}
      />
      {terms.length === 0 && draft === "" && <kbd aria-hidden="true">/</kbd>}
    </form>
  );
}
