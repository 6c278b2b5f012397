import { useQuery } from "@tanstack/preact-query";
import type { UserProfile } from "@peekjs/protocol";
import type { JSX } from "preact";
import { userQuery } from "../../api/event-queries.ts";
import { ApiError } from "../../api/fetch-json.ts";
import { FieldList } from "../../components/field-list.tsx";
import { focusPage } from "../../components/focus-page.ts";
import { LoadError, Loading } from "../../components/load-state.tsx";
import { useViewState } from "../../url-state/use-view-state.ts";
import { SessionList } from "../sessions/session-list.tsx";
import { UserActions } from "./user-actions.tsx";
import { UserTimeline } from "./user-timeline.tsx";

/** One user: who that is, what happened and when, and what a user may ask for. */
export function UserPage({ id }: { id: string }): JSX.Element {
  const { update } = useViewState();
  const { data, error } = useQuery(userQuery(id));
  const showAll = (): void => {
    update({ user: undefined });
    focusPage();
  };
  const isUnknown = error instanceof ApiError && error.status === 404;
  return (
    <div class="page">
      <p class="event-bar">
        <button type="button" class="button" onClick={showAll}>
          ← All events
        </button>
      </p>
      {isUnknown ? (
        <div class="notice" role="status">
          <p>
            Nothing is kept of a user with the id <strong>{id}</strong>.
          </p>
        </div>
      ) : error ? (
        <LoadError error={error} />
      ) : data ? (
        <>
          <Profile id={id} profile={data} />
          <SessionList user={id} />
          <UserTimeline id={id} />
        </>
      ) : (
        <Loading />
      )}
    </div>
  );
}

function Profile({ id, profile }: { id: string; profile: UserProfile }): JSX.Element {
  const { userIds, anonymousIds, traits, groups } = profile;
  const fields: [string, string][] = [
    ["User ids", userIds.join(", ")],
    ["Anonymous ids", anonymousIds.join(", ")],
    ["Groups", groups.map(({ groupId }) => groupId).join(", ")],
    ...Object.entries(traits).map(([name, value]): [string, string] => [name, plain(value)]),
  ];
  return (
    <section class="card" aria-label="User">
      <header class="card-header">
        <h2 class="user-id">{id}</h2>
        <UserActions id={id} profile={profile} />
      </header>
      <FieldList class="user-fields" fields={fields} />
    </section>
  );
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
