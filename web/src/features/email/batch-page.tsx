import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { batchQuery } from '~/api/email-batches';
import { templateQuery } from '~/api/email-templates';
import type { EmailBatch } from '~/api/types';
import { Badge } from '~/design/badge';
import { Card, Page } from '~/design/page';
import { Progress } from '~/design/progress';
import { Moment } from '~/design/time';
import { countText } from '~/format/numbers';
import { momentText } from '~/format/times';
import { Faces } from '~/parts/faces';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { AddRecipients } from './add-recipients';
import { BatchDeeds } from './batch-deeds';
import { ParkedParts } from './parked-parts';
import { RecipientsCard } from './recipients-card';
import { batchFace, decided } from './states';

/** One batch: how far it is, whom it reached, and what it wants from a person. */
export function BatchPage() {
  const { w, batch } = useParams({ from: '/w/$w/email/batches/$batch' });
  const asked = useQuery(batchQuery(w, batch));
  return <Faces of={asked}>{(known) => <Known key={known.id} w={w} of={known} />}</Faces>;
}

function Known({ w, of }: { w: string; of: EmailBatch }) {
  const may = useMay();
  return (
    <Page title={of.name} aside={<BatchDeeds w={w} of={of} />}>
      <State of={of} />
      {of.recipients.unknown > 0 && <ParkedParts w={w} b={of.id} />}
      <Facts w={w} of={of} />
      {of.template === undefined && <Own of={of} />}
      {of.state === 'draft' && may.operate && <AddRecipients w={w} b={of.id} />}
      <RecipientsCard w={w} of={of} />
    </Page>
  );
}

/** What was written for this batch alone. */
function Own({ of }: { of: EmailBatch }) {
  const versions: [string, string | undefined][] = [
    [text.email.writing.html, of.html],
    [text.email.writing.plain, of.text],
  ];
  return (
    <Card title={text.email.writing.content}>
      {versions.map(
        ([name, written]) =>
          written !== undefined && (
            <details key={name}>
              <summary>{name}</summary>
              <pre className="lines break">{written}</pre>
            </details>
          ),
      )}
    </Card>
  );
}

function State({ of }: { of: EmailBatch }) {
  const { word, tone } = batchFace(of);
  const { total, waiting: _, ...outcomes } = of.recipients;
  const shown = Object.entries(outcomes).filter(([, count]) => count > 0) as [keyof typeof outcomes, number][];
  return (
    <Card>
      <div className="row">
        <Badge tone={tone}>{word}</Badge>
        {of.waitingUntil !== undefined && (
          <span className="break">
            {text.email.batch.waitingUntil(momentText(of.waitingUntil), of.waitingFor ?? text.common.unknown)}
          </span>
        )}
      </div>
      {of.reason !== undefined && (
        <div className="banner bad" role="alert">
          <div className="grow stack tight">
            <strong className="break">{of.reason.sentence}</strong>
            {of.state === 'stopped' && <span>{text.email.batch.stoppedHelp}</span>}
          </div>
        </div>
      )}
      {of.state !== 'draft' && (
        <Progress
          done={decided(of)}
          planned={total}
          sentence={text.email.batch.decided(countText(decided(of)), countText(total))}
        />
      )}
      {shown.length > 0 && (
        <p className="small break">
          {shown.map(([state, count]) => `${text.email.recipients.states[state]}: ${countText(count)}`).join(' · ')}
        </p>
      )}
    </Card>
  );
}

/** By its name, where the provider tells it; a deleted template has only its id. */
function TemplateLink({ w, i, t }: { w: string; i: string; t: string }) {
  const { data } = useQuery(templateQuery(w, i, t));
  return (
    <Link to="/w/$w/email/templates/$i/$template" params={{ w, i, template: t }} className="break">
      {data?.name ?? t}
    </Link>
  );
}

function Facts({ w, of }: { w: string; of: EmailBatch }) {
  const moments: [string, string | undefined][] = [
    [text.email.batch.created, of.createdAt],
    [text.email.batch.sendAt, of.sendAt],
    [text.email.batch.started, of.startedAt],
    [text.email.batch.ended, of.endedAt],
  ];
  return (
    <Card>
      <dl className="facts">
        <dt>{text.email.batch.kind}</dt>
        <dd>{text.email.batch.kindWords[of.kind]}</dd>
        {of.template !== undefined && (
          <>
            <dt>{text.email.batch.template}</dt>
            <dd>
              <TemplateLink w={w} i={of.integrationId} t={of.template} />
            </dd>
          </>
        )}
        <dt>{text.email.batch.from}</dt>
        <dd>{of.from}</dd>
        {of.subject !== '' && (
          <>
            <dt>{text.email.batch.subject}</dt>
            <dd>{of.subject}</dd>
          </>
        )}
        {of.replyTo.length > 0 && (
          <>
            <dt>{text.email.batch.replyTo}</dt>
            <dd>{of.replyTo.join(', ')}</dd>
          </>
        )}
        <dt>{text.email.batch.by}</dt>
        <dd>{of.createdBy}</dd>
        {moments.map(
          ([name, at]) =>
            at !== undefined && (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd>
                  <Moment at={at} />
                </dd>
              </div>
            ),
        )}
      </dl>
    </Card>
  );
}
