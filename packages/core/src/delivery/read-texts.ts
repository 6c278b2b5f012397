import { PeekError } from "@peekjs/protocol";
import type { Batch } from "./outbox.ts";
import type { OutboxGroup } from "./outbox-group.ts";
import { asRows } from "./split.ts";

export interface ReadTexts {
  texts: string[];
  /** What kept others from being read. */
  trouble: PeekError | undefined;
}

/**
 * Reads what of a batch can be sent now, and leaves no more in the batch: what is whole of a damaged group takes its
 * place, and what the disk cannot read at the moment is put back. With nothing to send, that stays in the batch.
 *
 * @param rowsOnly whether columns are written as rows
 * @param onDamaged told which records are lost
 */
export function readTexts(
  { outbox, groups }: Batch,
  rowsOnly: boolean,
  onDamaged: (damaged: OutboxGroup[]) => void,
): ReadTexts {
  const texts: string[] = [];
  const unread: OutboxGroup[] = [];
  let trouble: PeekError | undefined;
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    try {
      const text = outbox.text(group);
      if (text !== undefined) {
        texts.push(rowsOnly ? asRows(text) : text);
        continue;
      }
      const { whole, damaged } = outbox.salvage(group);
      groups.splice(i--, 1, ...whole);
      onDamaged(damaged);
    } catch (error) {
      const message = `The spool cannot be read (${String(error)}): what is in it is kept and tried again. Look at the disk and the rights of its files.`;
      trouble = new PeekError("PEEK_W_SPOOL", message, { cause: error });
      groups.splice(i--, 1);
      unread.push(group);
    }
  }
  if (texts.length > 0) outbox.putBack(unread);
  else groups.push(...unread);
  return { texts, trouble };
}
