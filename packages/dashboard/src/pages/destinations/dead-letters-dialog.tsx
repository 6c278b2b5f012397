import { useQuery, useQueryClient } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { deadLettersQuery, DESTINATIONS, redrive } from "../../api/destination-queries.ts";
import { AdminKeyField, useAdminAction } from "../../components/admin-action.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Loading } from "../../components/load-state.tsx";
import { formatCount } from "../../format/number.ts";
import { formatTimestamp } from "../../format/time.ts";

interface DeadLettersDialogProps {
  /** Of the destination. */
  name: string;
  onClose: () => void;
}

/** What a destination refused for good, and why; once that is mended, all of it can be sent again. */
export function DeadLettersDialog({ name, onClose }: DeadLettersDialogProps): JSX.Element {
  const client = useQueryClient();
  const { data, error } = useQuery(deadLettersQuery(name));
  const [said, setSaid] = useState("");
  const sending = useAdminAction(async (adminKey) => {
    const { redriven } = await redrive(name, adminKey);
    setSaid(`${formatCount(redriven)} waiting again.`);
    void client.invalidateQueries({ queryKey: [DESTINATIONS] });
  });
  return (
    <Dialog
      class="drawer"
      label={`Refused by ${name}`}
      title={`Refused by ${name}`}
      onClose={onClose}
    >
      {error && <p role="alert">{error.message}</p>}
      {!data && !error && <Loading />}
      {data && (
        <>
          <form
            class="stacked-form"
            onSubmit={(event) => {
              event.preventDefault();
              if (data.total > 0) sending.run();
            }}
          >
            <AdminKeyField action={sending} />
            <p class="event-bar">
              <button type="submit" class="button" disabled={data.total === 0}>
                Send all {formatCount(data.total)} again
              </button>
              <span role="status">{said}</span>
            </p>
          </form>
          {data.letters.map(({ id, at, reason, answer, payload }) => (
            <section class="part" key={`${id} ${at}`}>
              <h3>{formatTimestamp(at)}</h3>
              <p>{answer === undefined ? reason : `${reason}: ${answer}`}</p>
              {payload === undefined ? (
                <p>{id}</p>
              ) : (
                <details>
                  <summary>{id}</summary>
                  <CodeBlock code={payload} />
                </details>
              )}
            </section>
          ))}
        </>
      )}
    </Dialog>
  );
}
