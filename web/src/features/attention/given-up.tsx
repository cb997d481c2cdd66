import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useReplay, useSkip } from '~/api/jobs';
import type { DeadLetter } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { TextField } from '~/design/field';
import { Moment } from '~/design/time';
import { useSay } from '~/design/toasts';
import { rangeText } from '~/format/times';
import { useDraft } from '~/parts/draft';
import { ProblemNote } from '~/parts/problem-face';
import { useProviderName } from '~/parts/providers';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** Days that were tried to the end, each with its cause, the next step, and the deeds. */
export function GivenUp({ w, letters }: { w: string; letters: readonly DeadLetter[] }) {
  return (
    <section className="stack" aria-label={text.attention.gaveUp}>
      <h2>{text.attention.gaveUp}</h2>
      <p className="muted">{text.attention.gaveUpHelp}</p>
      <ul className="plain card flush">
        {letters.map((letter) => (
          <Letter key={letter.id} w={w} letter={letter} />
        ))}
      </ul>
    </section>
  );
}

function Letter({ w, letter }: { w: string; letter: DeadLetter }) {
  const may = useMay();
  const say = useSay();
  const providerName = useProviderName();
  const replay = useReplay(w);
  const [skipping, setSkipping] = useState(false);
  return (
    <li className="entry" data-row="">
      <div className="entry-name">
        <Link to="/w/$w/connections/$i" params={{ w, i: letter.integrationId }} className="break">
          {letter.account ?? text.attention.unknownAccount}
        </Link>
        <span className="muted small">
          {providerName(letter.provider ?? '')}
          {letter.stream !== undefined && ` · ${letter.stream}`}
        </span>
      </div>
      <div className="stack tight">
        <span className="break">
          {letter.days !== undefined && <strong>{rangeText(letter.days.first, letter.days.last)}: </strong>}
          {letter.cause}
        </span>
        <span className="muted break">{letter.nextStep}</span>
        <span className="muted small">
          {text.attention.attempts(letter.attempts)} · <Moment at={letter.createdAt} ago />
        </span>
        <ProblemNote failure={replay.error} />
      </div>
      {may.operate && (
        <div className="row end">
          <Button
            busy={replay.isPending}
            onClick={() => replay.mutate(letter.id, { onSuccess: () => say(text.attention.retried) })}
          >
            {text.attention.retry}
          </Button>
          {letter.days !== undefined && (
            <Button danger onClick={() => setSkipping(true)}>
              {text.attention.skip}
            </Button>
          )}
        </div>
      )}
      {skipping && <Skip w={w} letter={letter} onClose={() => setSkipping(false)} />}
    </li>
  );
}

function Skip({ w, letter, onClose }: { w: string; letter: DeadLetter; onClose: () => void }) {
  const say = useSay();
  const skip = useSkip(w);
  const [{ reason }, change, forget] = useDraft(`skip.${letter.id}`, { reason: '' });
  return (
    <Confirm
      title={text.attention.skipTitle}
      help={text.attention.skipHelp}
      act={text.attention.skip}
      danger
      busy={skip.isPending}
      disabled={reason.trim() === ''}
      onClose={onClose}
      onConfirm={() =>
        skip.mutate(
          { id: letter.id, reason },
          {
            onSuccess: () => {
              forget();
              onClose();
              say(text.attention.skipped);
            },
          },
        )
      }
    >
      <TextField
        label={text.common.reason}
        required
        value={reason}
        onChange={(event) => change({ reason: event.target.value })}
      />
      <ProblemNote failure={skip.error} />
    </Confirm>
  );
}
