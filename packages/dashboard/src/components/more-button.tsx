import type { JSX } from "preact";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Reads the next page of a list, as long as there is one. */
export function MoreButton({ pages, label }: { pages: Pages; label: string }): JSX.Element | null {
  if (!pages.hasNextPage) return null;
  return (
    <footer class="card-footer">
      <button
        type="button"
        class="button"
        disabled={pages.isFetchingNextPage}
        onClick={() => void pages.fetchNextPage()}
      >
        {pages.isFetchingNextPage ? "Reading…" : label}
      </button>
    </footer>
  );
}
