import type { JSX } from "preact";
import { Link, useLocation } from "wouter-preact";
import { useViewState } from "../url-state/use-view-state.ts";
import { PAGES } from "./pages.ts";
import { Icon } from "./icon.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

interface NavigationProps {
  version: string | undefined;
  onHelp: () => void;
}

/** The rail on the left: pages keep the service, range and filter of the one before. */
export function Navigation({ version, onHelp }: NavigationProps): JSX.Element {
  const { hrefOf } = useViewState();
  const [path] = useLocation();
  return (
    <nav class="rail" aria-label="Pages">
      <Link href={hrefOf("/")} class="brand" aria-label="peek, overview">
        <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
          <path d="M3 16c3.4-5.7 7.7-8.5 13-8.5S25.6 10.3 29 16c-3.4 5.7-7.7 8.5-13 8.5S6.4 21.7 3 16Z" />
          <circle cx="16" cy="16" r="4.2" />
        </svg>
        <span>peek</span>
      </Link>
      <ul>
        {PAGES.map(({ path: target, title, icon }) => (
          <li key={target}>
            <Link href={hrefOf(target)} aria-current={path === target ? "page" : undefined}>
              <Icon name={icon} />
              <span>{title}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div class="rail-foot">
        <ThemeSwitch />
        <button
          type="button"
          class="icon-button"
          onClick={onHelp}
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
        >
          <Icon name="help" />
        </button>
        {version !== undefined && <span class="version">{version}</span>}
      </div>
    </nav>
  );
}
