import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { parkedQuery, useDecide } from '~/api/email-batches';
import type { ParkedPart } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { Card } from '~/design/page';
import { Moment } from '~/design/time';
import { useSay } from '~/design/toasts';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** Parts of which nobody knows whether they were sent: a person decides. */
export function ParkedParts({ w, b }: { w: string; b: string }) {
  const asked = useQuery(parkedQuery(w, b));
  return (
    <Faces of={asked} empty={{ when: ({ items }) => items.length === 0, face: null }}>
      {({ items }) => (
        <Card title={text.email.parts.title}>
          <p>{text.email.parts.help}</p>
          <ul className="plain stack">
            {items.map((part) => (
              <Part key={part.part} w={w} b={b} of={part} />
            ))}
          </ul>
        </Card>
      )}
    </Faces>
  );
}

function Part({ w, b, of }: { w: string; b: string; of: ParkedPart }) {
  const may = useMay();
  const say = useSay();
  const decide = useDecide(w, b);
  const [asking, setAsking] = useState<'again' | 'leave' | undefined>();
  const words = text.email.parts;
  const again = asking === 'again';
  return (
    <li className="row between">
      <div className="stack tight grow">
        <strong>{words.part(of.part)}</strong>
        {of.reason !== undefined && <span className="break">{of.reason.sentence}</span>}
        <span className="muted small">
          {words.tries(of.tries)}
          {of.unknownSince !== undefined && (
            <>
              {' · '}
              {words.since} <Moment at={of.unknownSince} />
            </>
          )}
        </span>
      </div>
      {may.operate && (
        <div className="row">
          <Button danger onClick={() => setAsking('again')}>
            {words.again}
          </Button>
          <Button onClick={() => setAsking('leave')}>{words.leave}</Button>
        </div>
      )}
      {asking !== undefined && (
        <Confirm
          title={again ? words.againTitle : words.leaveTitle}
          help={again ? words.againHelp : words.leaveHelp}
          act={again ? words.again : words.leave}
          danger={again}
          busy={decide.isPending}
          onClose={() => setAsking(undefined)}
          onConfirm={() =>
            decide.mutate(
              { part: of.part, sendAgain: again },
              {
                onSuccess: () => {
                  setAsking(undefined);
                  say(words.decided);
                },
              },
            )
          }
        >
          <ProblemNote failure={decide.error} />
        </Confirm>
      )}
    </li>
  );
}
