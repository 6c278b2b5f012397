import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./icon.tsx";

interface DialogProps {
  title: ComponentChildren;
  /** Names the dialog for those who do not see it. */
  label: string;
  class?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
  onClose: () => void;
  onKeyDown?: (event: JSX.TargetedKeyboardEvent<HTMLDialogElement>) => void;
}

/** A modal `<dialog>`; Escape and a click beside it close it. */
export function Dialog(props: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      class={props.class}
      aria-label={props.label}
      onClose={props.onClose}
      onKeyDown={props.onKeyDown}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2>{props.title}</h2>
          {props.actions}
          <button
            type="button"
            class="icon-button"
            aria-label="Close"
            onClick={() => element.current?.close()}
          >
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
