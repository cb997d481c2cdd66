import { useState } from 'react';
import { useAddRecipients } from '~/api/email-batches';
import type { RecipientsAdded } from '~/api/types';
import { Button } from '~/design/button';
import { LongTextField, TextField } from '~/design/field';
import { Card } from '~/design/page';
import { countText } from '~/format/numbers';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { readRecipients } from './recipients';

/** So many bad lines are named. */
const LINES_MAX = 10;

type Outcome = { added: RecipientsAdded; lines: number[] };

/** Adds people to a draft, pasted or from a CSV file. Adding somebody again is harmless. */
export function AddRecipients({ w, b }: { w: string; b: string }) {
  const add = useAddRecipients(w, b);
  const [typed, setTyped] = useState('');
  const [outcome, setOutcome] = useState<Outcome | undefined>();
  const words = text.email.recipients;
  return (
    <Card title={words.add}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const { recipients, lines } = readRecipients(typed);
          add.mutate(recipients, {
            onSuccess: (added) => {
              setOutcome({ added, lines: added.unreadable.map((place) => lines[place] ?? place + 1) });
              if (added.unreadable.length === 0) {
                setTyped('');
              }
            },
          });
        }}
      >
        <LongTextField
          label={words.paste}
          hint={words.pasteHint}
          required
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <TextField
          label={words.file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          onChange={async (event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) {
              setTyped(await file.text());
            }
          }}
        />
        <div className="row">
          <Button primary type="submit" busy={add.isPending}>
            {words.addDo}
          </Button>
          <span role="status" className="break">
            {outcome !== undefined && words.added(countText(outcome.added.added), countText(outcome.added.twice))}{' '}
            {outcome !== undefined && outcome.lines.length > 0 && words.unreadable(lineText(outcome.lines))}
          </span>
        </div>
        <ProblemNote failure={add.error} />
      </form>
    </Card>
  );
}

const lineText = (lines: readonly number[]): string =>
  `${lines.slice(0, LINES_MAX).join(', ')}${lines.length > LINES_MAX ? ' …' : ''}`;
