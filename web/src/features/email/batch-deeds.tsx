import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCancelBatch, useCheckBatch, useResumeBatch, useSendBatch } from '~/api/email-batches';
import type { EmailBatch, EmailBatchChecked } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { useSay } from '~/design/toasts';
import { momentText } from '~/format/times';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { isAhead, recipientsText } from './states';

/** What can be done with a batch as far as it is: checked and sent, resumed, cancelled. */
export function BatchDeeds({ w, of }: { w: string; of: EmailBatch }) {
  const may = useMay();
  if (!may.operate) {
    return null;
  }
  switch (of.state) {
    case 'draft':
      return (
        <div className="stack tight">
          <div className="row">
            <Send w={w} of={of} />
            <Cancel w={w} of={of} />
          </div>
        </div>
      );
    case 'sending':
      return <Cancel w={w} of={of} />;
    case 'stopped':
      return (
        <div className="row">
          <Resume w={w} of={of} />
          <Cancel w={w} of={of} />
        </div>
      );
    case 'cancelled':
    case 'done':
      return null;
  }
}

/** Sending begins with a check, and only what passed it is asked about. */
function Send({ w, of }: { w: string; of: EmailBatch }) {
  const say = useSay();
  const check = useCheckBatch(w, of.id);
  const send = useSendBatch(w, of.id);
  const [asking, setAsking] = useState(false);
  const ahead = isAhead(of.sendAt);
  const act = ahead ? text.email.batch.schedule : text.email.batch.send;
  const checked = check.data;
  return (
    <>
      <Button
        primary
        busy={check.isPending}
        onClick={() => check.mutate(undefined, { onSuccess: () => setAsking(true) })}
      >
        {act}
      </Button>
      <ProblemNote failure={check.error} />
      {asking && checked !== undefined && (
        <Confirm
          title={
            checked.ready
              ? text.email.batch.sendTitle(of.name, recipientsText(checked.recipients))
              : text.email.batch.troubles
          }
          help={
            !checked.ready
              ? ''
              : ahead
                ? `${text.email.batch.sendHelp} ${text.email.batch.scheduleHelp(momentText(of.sendAt ?? ''))}`
                : text.email.batch.sendHelp
          }
          act={act}
          busy={send.isPending}
          disabled={!checked.ready}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            send.mutate(undefined, {
              onSuccess: () => {
                setAsking(false);
                say(text.email.batch.sentOff);
              },
            })
          }
        >
          <Troubles of={checked} />
          <ProblemNote failure={send.error} />
        </Confirm>
      )}
    </>
  );
}

function Troubles({ of }: { of: EmailBatchChecked }) {
  return of.troubles.length === 0 ? null : (
    <ul className="stack tight">
      {of.troubles.map((trouble) => (
        <li key={`${trouble.code} ${trouble.sentence}`} className="break">
          {trouble.sentence}
        </li>
      ))}
    </ul>
  );
}

function Resume({ w, of }: { w: string; of: EmailBatch }) {
  const say = useSay();
  const resume = useResumeBatch(w, of.id);
  return (
    <>
      <Button
        primary
        busy={resume.isPending}
        onClick={() => resume.mutate(undefined, { onSuccess: () => say(text.email.batch.resumed) })}
      >
        {text.email.batch.resume}
      </Button>
      <ProblemNote failure={resume.error} />
    </>
  );
}

function Cancel({ w, of }: { w: string; of: EmailBatch }) {
  const say = useSay();
  const navigate = useNavigate();
  const cancel = useCancelBatch(w, of.id);
  const [asking, setAsking] = useState(false);
  const draft = of.state === 'draft';
  const words = text.email.batch;
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {draft ? words.discard : words.cancel}
      </Button>
      {asking && (
        <Confirm
          title={draft ? words.discardTitle(of.name) : words.cancelTitle(of.name)}
          help={draft ? words.discardHelp : words.cancelHelp}
          act={draft ? words.discard : words.cancel}
          danger
          busy={cancel.isPending}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            cancel.mutate(undefined, {
              onSuccess: () => {
                setAsking(false);
                say(draft ? words.discarded : words.cancelled);
                if (draft) {
                  navigate({ to: '/w/$w/email', params: { w }, search: { tab: 'batches' } });
                }
              },
            })
          }
        >
          <ProblemNote failure={cancel.error} />
        </Confirm>
      )}
    </>
  );
}
