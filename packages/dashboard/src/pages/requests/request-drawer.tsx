import type { StoredRequest } from "@peekjs/protocol";
import type { ComponentChildren, JSX } from "preact";
import { FilterCell, Method, Status } from "../../components/cells.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { requestFields } from "./request-fields.ts";

interface RequestDrawerProps {
  request: StoredRequest;
  onClose: () => void;
  /** The newer neighbour; absent at the first row. */
  onPrevious: (() => void) | undefined;
  /** The older neighbour; absent at the last row. */
  onNext: (() => void) | undefined;
}

/** Everything that is known of one request. */
export function RequestDrawer({
  request,
  onClose,
  onPrevious,
  onNext,
}: RequestDrawerProps): JSX.Element {
  const path = request.path ?? request.route ?? "(unmatched)";
  return (
    <Dialog
      class="drawer"
      label={`Request ${request.method} ${path}`}
      title={
        <>
          <Status status={request.status} outcome={request.outcome} />
          <Method method={request.method} />
          <span class="route">{path}</span>
        </>
      }
      actions={
        <>
          <StepButton label="Newer request (k)" icon="previous" onClick={onPrevious} />
          <StepButton label="Older request (j)" icon="next" onClick={onNext} />
        </>
      }
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "k") onPrevious?.();
        if (event.key === "j") onNext?.();
      }}
    >
      <dl class="fields">
        {requestFields(request).map(({ label, value, term }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{term === undefined ? value : <FilterCell terms={[term]}>{value}</FilterCell>}</dd>
          </div>
        ))}
      </dl>
      {request.errorType !== undefined && (
        <Part title="Error">
          <p>
            <strong>{request.errorType}</strong> {request.errorMessage}
          </p>
          {request.errorStack !== undefined && <CodeBlock code={request.errorStack} />}
        </Part>
      )}
      <Pairs title="Request headers" pairs={request.requestHeaders} />
      <Body title="Request body" body={request.requestBody} />
      <Pairs title="Response headers" pairs={request.responseHeaders} />
      <Body title="Response body" body={request.responseBody} />
      <Pairs title="Metadata" pairs={request.metadata} />
      <details>
        <summary>As JSON</summary>
        <CodeBlock code={JSON.stringify(request, null, 2)} />
      </details>
    </Dialog>
  );
}

interface StepButtonProps {
  label: string;
  icon: "previous" | "next";
  onClick: (() => void) | undefined;
}

function StepButton({ label, icon, onClick }: StepButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      disabled={!onClick}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Pairs({
  title,
  pairs,
}: {
  title: string;
  pairs: Record<string, unknown> | undefined;
}): JSX.Element | null {
  const entries = Object.entries(pairs ?? {});
  if (entries.length === 0) return null;
  return (
    <Part title={title}>
      <dl class="fields">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Body({ title, body }: { title: string; body: string | undefined }): JSX.Element | null {
  if (body === undefined || body === "") return null;
  return (
    <Part title={title}>
      <CodeBlock code={body} />
    </Part>
  );
}
