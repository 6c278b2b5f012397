// What parts of peek share that is none of the protocol. No promise is made about it: it may change with any version.
export { RecurringText } from "./encode/recurring-text.ts";
export { Semaphore } from "./semaphore.ts";
export { PlacedList } from "./placed-list.ts";
export { parseHttpDate } from "./http-date.ts";
export { connectionFault, type ConnectionFault } from "./connection-fault.ts";
