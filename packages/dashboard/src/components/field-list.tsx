import type { JSX } from "preact";

interface FieldListProps {
  /** What is undefined or empty is left out. */
  fields: readonly (readonly [name: string, value: string | number | undefined])[];
  class?: string;
}

/** What is known of one thing, name by name. */
export function FieldList({ fields, class: className = "" }: FieldListProps): JSX.Element {
  return (
    <dl class={`fields ${className}`}>
      {fields
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
