import type { Provider, SettingsValues } from '~/api/types';
import { CheckField, SelectField, TextField } from '~/design/field';

type Property = {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
};

/** How far back the first reading goes is asked on its own, with its price. */
const ASKED_ELSEWHERE = 'backfillDays';

function properties(schema: Provider['settingsSchema']): [string, Property][] {
  const all = (schema as { properties?: Record<string, Property> }).properties ?? {};
  return Object.entries(all).filter(([name]) => name !== ASKED_ELSEWHERE);
}

export const hasSettings = (schema: Provider['settingsSchema']): boolean => properties(schema).length > 0;

/** "pathOnly" → "Path only". */
const readable = (word: string) => {
  const spaced = word
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[._]/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

type Props = {
  schema: Provider['settingsSchema'];
  values: SettingsValues;
  errors: Readonly<Record<string, string>>;
  onChange: (values: SettingsValues) => void;
};

/** A form from a provider's own schema of settings. The server checks by the same schema. */
export function SchemaForm({ schema, values, errors, onChange }: Props) {
  const set = (name: string, value: string | number | boolean) => onChange({ ...values, [name]: value });
  return (
    <div className="stack">
      {properties(schema).map(([name, property]) => {
        const label = property.title ?? readable(name);
        const value = values[name] ?? property.default ?? '';
        const numeric = property.type === 'integer' || property.type === 'number';
        const error = errors[name] ?? errors[`settings.${name}`];
        if (property.type === 'boolean') {
          return (
            <CheckField
              key={name}
              label={label}
              hint={property.description}
              checked={value === true}
              onChange={(event) => set(name, event.target.checked)}
            />
          );
        }
        if (property.enum !== undefined) {
          return (
            <SelectField
              key={name}
              label={label}
              hint={property.description}
              error={error}
              value={String(value)}
              options={property.enum.map((choice) => [String(choice), readable(String(choice))])}
              onChange={(event) => set(name, event.target.value)}
            />
          );
        }
        return (
          <TextField
            key={name}
            label={label}
            hint={property.description}
            error={error}
            value={String(value)}
            type={numeric ? 'number' : 'text'}
            min={property.minimum}
            max={property.maximum}
            onChange={(event) => set(name, numeric ? event.target.valueAsNumber : event.target.value)}
          />
        );
      })}
    </div>
  );
}
