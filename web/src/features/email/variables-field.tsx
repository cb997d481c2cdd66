import { Button } from '~/design/button';
import { SelectField, TextField } from '~/design/field';
import { text } from '~/text';
import { type Letter, type TypedVariable, undeclared } from './letter';

type Props = {
  letter: Letter;
  errors: Readonly<Record<string, string>>;
  onChange: (variables: TypedVariable[]) => void;
};

/** As many as the API takes. */
const VARIABLES_MAX = 50;

/** The places of a letter that differ from recipient to recipient. */
export function VariablesField({ letter, errors, onChange }: Props) {
  const words = text.email.writing;
  const { variables } = letter;
  const missing = undeclared(letter);
  const add = (keys: readonly string[]) =>
    onChange([...variables, ...keys.map((key): TypedVariable => ({ key, type: 'text', fallback: '' }))]);
  const change = (place: number, part: Partial<TypedVariable>) =>
    onChange(variables.map((one, at) => (at === place ? { ...one, ...part } : one)));
  const wrong = errors.variables ?? errors['variables.key'] ?? errors['variables.fallback'];
  return (
    <fieldset className="stack tight">
      <legend className="label">{words.variables}</legend>
      <p className="muted small">{variables.length === 0 ? words.noVariables : words.variablesHelp}</p>
      {variables.map((variable, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is typed has no other identity, and rows keep their order
        <fieldset key={place} className="row variable">
          <legend className="hidden-visually">{words.variable(place + 1)}</legend>
          <TextField
            label={words.key}
            required
            maxLength={50}
            pattern="[A-Za-z_][A-Za-z0-9_]*"
            value={variable.key}
            onChange={(event) => change(place, { key: event.target.value })}
          />
          <SelectField
            label={words.type}
            value={variable.type}
            options={Object.entries(words.types)}
            onChange={(event) => change(place, { type: event.target.value as TypedVariable['type'] })}
          />
          <TextField
            label={`${words.fallback} (${text.common.optional})`}
            maxLength={2_000}
            {...(variable.type === 'number' ? { inputMode: 'decimal' as const } : {})}
            placeholder={variable.type === 'text' || variable.type === 'number' ? undefined : words.jsonHint}
            value={variable.fallback}
            onChange={(event) => change(place, { fallback: event.target.value })}
          />
          <Button
            small
            aria-label={words.remove(variable.key === '' ? words.variable(place + 1) : variable.key)}
            onClick={() => onChange(variables.filter((_, at) => at !== place))}
          >
            {text.common.remove}
          </Button>
        </fieldset>
      ))}
      {missing.length > 0 && (
        <div className="banner" role="status">
          <span className="grow break">{words.undeclared(missing.join(', '))}</span>
          <Button small onClick={() => add(missing)}>
            {words.declare}
          </Button>
        </div>
      )}
      {wrong !== undefined && (
        <div className="field">
          <span className="error" role="alert">
            {wrong}
          </span>
        </div>
      )}
      <div className="row">
        <Button small disabled={variables.length >= VARIABLES_MAX} onClick={() => add([''])}>
          {words.add}
        </Button>
      </div>
    </fieldset>
  );
}
