import { useQuery, useQueryClient } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { deadLettersQuery, DESTINATIONS, redrive } from "../../api/destination-queries.ts";
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
  const sendAgain = async (): Promise<void> => {
    try {
      const { redriven } = await redrive(name);
      setSaid(`${formatCount(redriven)} waiting again.`);
    } catch (failure) {
      setSaid((failure as Error).message);
    }
    void client.invalidateQueries({ queryKey: [DESTINATIONS] });
  };
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
          <p class="event-bar">
            <button
              type="button"
              class="button"
              disabled={data.total === 0}
              onClick={() => void sendAgain()}
            >
              Send all {formatCount(data.total)} again
            </button>
            <span role="status">{said}</span>
          </p>
          {data.letters.map(({ id, at, reason, payload }) => (
            <section class="part" key={`${id} ${at}`}>
              <h3>{formatTimestamp(at)}</h3>
              <p>{reason}</p>
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
