import type { JSX } from "preact";
import { TopPage } from "../top-page.tsx";
import { endpointColumns } from "./endpoint-columns.tsx";

/** Which routes are used, slow or failing? */
export function EndpointsPage(): JSX.Element {
  return (
    <TopPage title="Endpoints" dimension="endpoint" noun="endpoints" columns={endpointColumns} />
  );
}
