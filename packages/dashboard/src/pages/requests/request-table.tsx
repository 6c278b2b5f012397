import type { StoredRequest } from "@peekjs/protocol";
import { memo } from "preact/compat";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { FilterCell, Method, Status } from "../../components/cells.tsx";
import { formatBytes, formatDuration } from "../../format/number.ts";
import { formatPreciseClock, formatTimestamp } from "../../format/time.ts";
import { formatTerm } from "../../url-state/filter-terms.ts";
import { useRowWindow } from "./use-row-window.ts";

/** A row that is younger than this when it is first drawn shows that it has just arrived. */
const FRESH_MS = 3_000;

interface RequestTableProps {
  rows: readonly StoredRequest[];
  /** Whether rows that have just arrived stand out for a moment. */
  highlight: boolean;
  onOpen: (id: string) => void;
}

/** Requests, newest first. Not announced as they arrive: at any real rate that would never end. */
export function RequestTable({ rows, highlight, onOpen }: RequestTableProps): JSX.Element {
  const { body, first, end, rowHeight } = useRowWindow(rows.length);
  return (
    <div class="table-scroll">
      <table class="data-table requests" data-highlight={highlight} aria-rowcount={rows.length + 1}>
        <caption class="visually-hidden">Requests, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Status</th>
            <th scope="col">Request</th>
            <th scope="col" class="number">
              Duration
            </th>
            <th scope="col" class="number">
              Size
            </th>
            <th scope="col">Consumer</th>
            <th scope="col">Service</th>
          </tr>
        </thead>
        <tbody ref={body}>
          <Spacer rows={first} rowHeight={rowHeight} />
          {rows.slice(first, end).map((request, index) => (
            <RequestRow key={request.id} request={request} index={first + index} onOpen={onOpen} />
          ))}
          <Spacer rows={rows.length - end} rowHeight={rowHeight} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for rows that are too far away to be drawn. */
function Spacer({ rows, rowHeight }: { rows: number; rowHeight: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={7} style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  );
}

interface RequestRowProps {
  request: StoredRequest;
  /** From the newest, from 0. */
  index: number;
  onOpen: (id: string) => void;
}

const RequestRow = memo(function RequestRow({
  request,
  index,
  onOpen,
}: RequestRowProps): JSX.Element {
  const { id, timestamp, method, path, route, status, outcome, durationMs, service } = request;
  const [fresh] = useState(() => Date.now() - timestamp < FRESH_MS);
  const consumer = request.consumerName ?? request.consumer;
  const shown = path ?? route ?? "(unmatched)";
  return (
    <tr onClick={() => onOpen(id)} data-request={id} data-fresh={fresh} aria-rowindex={index + 2}>
      <td>
        <time class="clock" title={formatTimestamp(timestamp)}>
          {formatPreciseClock(timestamp)}
        </time>
      </td>
      <td>
        {status === undefined ? (
          <Status status={status} outcome={outcome} />
        ) : (
          <FilterCell terms={[formatTerm("status", String(status))]}>
            <Status status={status} outcome={outcome} />
          </FilterCell>
        )}
      </td>
      <td data-column="request">
        <button type="button" class="row-open" aria-haspopup="dialog">
          <Method method={method} />
          <span class="route">{shown}</span>
          {route !== undefined && route !== shown && <span class="muted">{route}</span>}
          {route === undefined && path !== undefined && <span class="muted">(unmatched)</span>}
        </button>
      </td>
      <td class="number">{formatDuration(durationMs)}</td>
      <td class="number">{formatBytes(request.responseBytes)}</td>
      <td>
        {request.consumer === undefined ? (
          <span class="muted">(anonymous)</span>
        ) : (
          <FilterCell terms={[formatTerm("consumer", request.consumer)]}>{consumer}</FilterCell>
        )}
      </td>
      <td>{service}</td>
    </tr>
  );
});
