import { onTestFinished } from "vitest";

/** An event as a browser's EventSource would see it. */
interface ReceivedEvent {
  event: string;
  id: string;
  data: unknown;
}

/** The events of a `text/event-stream`, gathered as they come. */
export interface EventReader {
  events: ReceivedEvent[];
  /** Everything received, comments included. */
  text: () => string;
  ended: () => boolean;
  cancel: () => Promise<void>;
}

export function readEvents(body: ReadableStream<Uint8Array> | null): EventReader {
  if (body === null) throw new Error("The response has no body.");
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events: ReceivedEvent[] = [];
  let text = "";
  let parsed = 0;
  let ended = false;
  let id = "";
  const take = (block: string): void => {
    const fields = new Map(
      block.split("\n").map((line): [string, string] => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    id = fields.get("id") ?? id;
    const data = fields.get("data");
    if (data !== undefined)
      events.push({ event: fields.get("event") ?? "", id, data: JSON.parse(data) });
  };
  const pump = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf("\n\n", parsed); end >= 0; end = text.indexOf("\n\n", parsed)) {
        take(text.slice(parsed, end));
        parsed = end + 2;
      }
    }
    ended = true;
  };
  pump().catch(() => (ended = true));
  const cancel = (): Promise<void> => reader.cancel().catch(() => {});
  onTestFinished(cancel);
  return { events, text: () => text, ended: () => ended, cancel };
}
