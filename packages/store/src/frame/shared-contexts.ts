import type { ProductEvent } from "@peekjs/protocol";

type Context = NonNullable<ProductEvent["context"]>;

/** An event as a frame has it: in place of its context that one's position among the group's. */
type FrameEvent = Omit<ProductEvent, "context"> & { context?: number | undefined };

export interface SharedContexts {
  contexts: Context[];
  events: FrameEvent[];
}

/** Takes each context out once: the events of a browser's payload have one object in common. */
export function shareContexts(events: readonly ProductEvent[]): SharedContexts {
  const positions = new Map<Context, number>();
  const shared = events.map(({ context, ...event }): FrameEvent => {
    if (context === undefined) return event;
    const position = positions.get(context) ?? positions.size;
    positions.set(context, position);
    return { ...event, context: position };
  });
  return { contexts: [...positions.keys()], events: shared };
}

/** The events as they were, with the same objects in common. They are changed in place. */
export function restoreContexts({ contexts, events }: SharedContexts): ProductEvent[] {
  return events.map((event) => {
    if (event.context === undefined) return event as ProductEvent;
    return Object.assign(event as Omit<FrameEvent, "context">, {
      context: contexts[event.context],
    });
  });
}
