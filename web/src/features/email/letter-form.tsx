import type { ApiProblem } from '~/api/problem';
import { Button } from '~/design/button';
import { LongTextField, TextField } from '~/design/field';
import { Card } from '~/design/page';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import type { Letter } from './letter';
import { VariablesField } from './variables-field';

type Props = {
  letter: Letter;
  onChange: (change: Partial<Letter>) => void;
  help: string;
  act: string;
  busy: boolean;
  failure: ApiProblem | null;
  onSave: () => void;
};

/** What every e-mail of a template says, to be written. */
export function LetterForm({ letter, onChange, help, act, busy, failure, onSave }: Props) {
  const words = text.email.writing;
  const errors = failure?.fields ?? {};
  const optional = (label: string) => `${label} (${text.common.optional})`;
  return (
    <Card>
      <p className="muted">{help}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        <TextField
          label={words.name}
          required
          maxLength={200}
          value={letter.name}
          error={errors.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <TextField
          label={optional(words.subject)}
          hint={words.subjectHint}
          maxLength={900}
          value={letter.subject}
          error={errors.subject}
          onChange={(event) => onChange({ subject: event.target.value })}
        />
        <LongTextField
          label={words.html}
          hint={words.htmlHint}
          required
          rows={12}
          value={letter.html}
          error={errors.html}
          onChange={(event) => onChange({ html: event.target.value })}
        />
        <LongTextField
          label={optional(words.plain)}
          hint={words.plainHint}
          value={letter.text}
          error={errors.text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
        <VariablesField letter={letter} errors={errors} onChange={(variables) => onChange({ variables })} />
        <div className="cards">
          <TextField
            label={optional(words.from)}
            hint={words.fromHint}
            maxLength={200}
            value={letter.from}
            error={errors.from}
            onChange={(event) => onChange({ from: event.target.value })}
          />
          <TextField
            label={optional(words.replyTo)}
            hint={text.email.batch.replyToHint}
            value={letter.replyTo}
            error={errors.replyTo}
            onChange={(event) => onChange({ replyTo: event.target.value })}
          />
          <TextField
            label={optional(words.alias)}
            hint={words.aliasHint}
            maxLength={200}
            value={letter.alias}
            error={errors.alias}
            onChange={(event) => onChange({ alias: event.target.value })}
          />
        </div>
        <ProblemNote failure={failure} />
        <div className="row end">
          <Button primary type="submit" busy={busy}>
            {act}
          </Button>
        </div>
      </form>
    </Card>
  );
}
