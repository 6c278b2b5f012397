import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { Icon } from "./icon.tsx";
import { currentTheme, setTheme, THEMES } from "./theme.ts";

/** Goes through system, light and dark. */
export function ThemeSwitch(): JSX.Element {
  const [theme, remember] = useState(currentTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Theme: ${theme}. Switch to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => {
        setTheme(next);
        remember(next);
      }}
    >
      <Icon name="theme" />
    </button>
  );
}
