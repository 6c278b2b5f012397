import type { JSX } from "preact";
import { useViewState } from "../../url-state/use-view-state.ts";
import { DestinationsSection } from "../destinations/destinations-section.tsx";
import { EventCounts } from "./event-counts.tsx";
import { SessionsSection } from "../sessions/sessions-section.tsx";
import { FindUser } from "./find-user.tsx";
import { RecentEvents } from "./recent-events.tsx";
import { UserPage } from "./user-page.tsx";

/** What do users do? With a user in the URL: what did this one do? */
export function EventsPage(): JSX.Element {
  const { view } = useViewState();
  if (view.user !== undefined) return <UserPage key={view.user} id={view.user} />;
  return (
    <div class="page">
      <FindUser />
      <EventCounts />
      <SessionsSection />
      <DestinationsSection />
      <RecentEvents />
    </div>
  );
}
