import { useQuery } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { servicesQuery } from "../api/queries.ts";
import { useViewState } from "../url-state/use-view-state.ts";

/** Narrows the view to one service, one environment, or both. */
export function ScopeSelects(): JSX.Element {
  const { view, update } = useViewState();
  const { data: services = [] } = useQuery(servicesQuery());
  const chosen = services.filter(
    (each) => view.service === undefined || each.service === view.service,
  );
  return (
    <div class="selects">
      <Choice
        label="Service"
        all="All services"
        value={view.service}
        options={services.map((each) => each.service)}
        onChange={(service) => update({ service })}
      />
      <Choice
        label="Environment"
        all="All environments"
        value={view.environment}
        options={chosen.flatMap((each) => each.environments)}
        onChange={(environment) => update({ environment })}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string | undefined;
  options: readonly string[];
  onChange: (value: string | undefined) => void;
}

function Choice({ label, all, value, options, onChange }: ChoiceProps): JSX.Element {
  const choices = [...new Set(value === undefined ? options : [value, ...options])].sort();
  return (
    <select
      aria-label={label}
      data-active={value !== undefined}
      value={value ?? ""}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    >
      <option value="">{all}</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  );
}
