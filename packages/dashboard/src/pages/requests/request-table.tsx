import type { StoredRequest } from "@peekjs/protocol";
import { memo } from "preact/compat";
import type { JSX } from "preact";
import { FilterCell, Method, Status } from "../../components/cells.tsx";
import { formatBytes, formatDuration } from "../../format/number.ts";
import { formatPreciseClock, formatTimestamp } from "../../format/time.ts";
import { formatTerm } from "../../url-state/filter-terms.ts";

interface RequestTableProps {
  rows: readonly StoredRequest[];
  onOpen: (id: string) => void;
}

/** Requests, newest first. Not announced as they arrive: at any real rate that would never end. */
export function RequestTable({ rows, onOpen }: RequestTableProps): JSX.Element {
  return (
    <div class="table-scroll">
      <table class="data-table requests">
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
        <tbody>
          {rows.map((request) => (
            <RequestRow key={request.id} request={request} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RequestRowProps {
  request: StoredRequest;
  onOpen: (id: string) => void;
}

const RequestRow = memo(function RequestRow({ request, onOpen }: RequestRowProps): JSX.Element {
  const { id, timestamp, method, path, route, status, outcome, durationMs, service } = request;
  const consumer = request.consumerName ?? request.consumer;
  const shown = path ?? route ?? "(unmatched)";
  return (
    <tr onClick={() => onOpen(id)} data-request={id}>
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
