import type { StoredProductEvent } from "@peekjs/protocol";
import type { JSX } from "preact";
import { CodeBlock } from "../../components/code-block.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { FieldList } from "../../components/field-list.tsx";
import { formatTimestamp } from "../../format/time.ts";
import { kindOf, labelOf } from "./event-kind.ts";

interface EventDialogProps {
  event: StoredProductEvent;
  onClose: () => void;
}

/** Everything that is known of one event. */
export function EventDialog({ event, onClose }: EventDialogProps): JSX.Element {
  const label = labelOf(kindOf(event));
  const { properties, traits, context, integrations } = event;
  const parts = {
    Properties: properties,
    Traits: traits,
    Context: context,
    Integrations: integrations,
  };
  const fields: [string, string | undefined][] = [
    ["Time", formatTimestamp(event.timestamp)],
    ["Received", formatTimestamp(event.receivedAt)],
    ["Type", event.type],
    ["User id", event.userId],
    ["Anonymous id", event.anonymousId],
    ["Group id", event.groupId],
    ["Previous id", event.previousId],
    ["Service", event.service],
    ["Environment", event.environment],
    ["Message id", event.messageId],
  ];
  return (
    <Dialog class="drawer" label={`Event ${label}`} title={label} onClose={onClose}>
      <FieldList fields={fields} />
      {Object.entries(parts).map(
        ([name, part]) =>
          part && (
            <section class="part" key={name}>
              <h3>{name}</h3>
              <CodeBlock code={JSON.stringify(part, null, 2)} />
            </section>
          ),
      )}
    </Dialog>
  );
}
