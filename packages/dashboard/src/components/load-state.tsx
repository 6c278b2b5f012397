import type { JSX } from "preact";

/** Says what the collector refused, with its own words. */
export function LoadError({ error }: { error: Error }): JSX.Element {
  return (
    <div class="page">
      <div class="notice" role="alert">
        <p>
          <strong>This could not be read.</strong> {error.message}
        </p>
      </div>
    </div>
  );
}

/** Holds the place of a page that is being read for the first time. */
export function Loading(): JSX.Element {
  return <p class="loading" role="status" aria-label="Loading" />;
}
