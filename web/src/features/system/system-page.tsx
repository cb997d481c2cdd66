import { useQuery } from '@tanstack/react-query';
import { useResumeProvider } from '~/api/providers';
import { systemQuery, useDoctor } from '~/api/system';
import type { SystemStatus } from '~/api/types';
import { Button } from '~/design/button';
import { Card, Page } from '~/design/page';
import { Table } from '~/design/table';
import { Moment } from '~/design/time';
import { bytesText, countText } from '~/format/numbers';
import { agoText, spanText } from '~/format/times';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useProviderName } from '~/parts/providers';
import { liesStill } from '~/parts/states';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** The installation itself: who works, how long work waits, whether the database holds together. */
export function SystemPage() {
  const asked = useQuery(systemQuery);
  return (
    <Page title={text.system.title}>
      <Faces of={asked}>{(status) => <Known status={status} />}</Faces>
    </Page>
  );
}

function Known({ status }: { status: SystemStatus }) {
  const may = useMay();
  const providerName = useProviderName();
  const resume = useResumeProvider();
  return (
    <>
      {liesStill(status.queue) && (
        <div className="banner bad" role="alert">
          {text.runs.noWorker(spanText(status.queue.oldestDueSeconds))}
        </div>
      )}
      {status.paused.map((paused) => (
        <div key={paused.provider} className="banner warn">
          <span className="grow break">
            <strong>{text.connections.paused(providerName(paused.provider))}</strong> {paused.reason}{' '}
            <span className="muted">{agoText(paused.at)}</span>
          </span>
          {may.operator && (
            <Button busy={resume.isPending} onClick={() => resume.mutate(paused.provider)}>
              {text.system.resume}
            </Button>
          )}
        </div>
      ))}
      <ProblemNote failure={resume.error} />
      <div className="cards">
        <Fact
          title={text.system.version}
          value={status.version}
          more={`${status.node.name}: ${status.node.roles.join(', ')}`}
        />
        <Fact
          title={text.system.queue}
          value={text.system.due(countText(status.queue.due))}
          more={status.queue.due === 0 ? '' : text.system.oldest(spanText(status.queue.oldestDueSeconds))}
        />
        {status.database !== undefined && (
          <Fact
            title={text.system.database}
            value={bytesText(status.database.sizeBytes)}
            more={text.system.postgres(status.database.version, status.database.schema)}
          />
        )}
        <Fact
          title={text.system.mails}
          value={status.mails ? text.common.yes : text.common.no}
          more={status.mails ? text.system.mailsOn : text.system.mailsOff}
        />
      </div>
      {status.workers !== undefined && <Workers workers={status.workers} />}
      {may.operator && <Doctor />}
    </>
  );
}

function Workers({ workers }: { workers: NonNullable<SystemStatus['workers']> }) {
  return (
    <Card title={text.system.workers}>
      {workers.length === 0 ? (
        <p className="muted">{text.system.idle}</p>
      ) : (
        <Table
          caption={text.system.workers}
          rows={workers}
          rowKey={(worker) => worker.name}
          columns={[
            { head: text.system.node, kind: 'head', cell: (worker) => <code className="break">{worker.name}</code> },
            { head: text.system.workers, cell: (worker) => text.system.turns(worker.turns) },
            { head: text.system.seen, cell: (worker) => <Moment at={worker.seenAt} ago /> },
          ]}
        />
      )}
    </Card>
  );
}

function Fact({ title, value, more }: { title: string; value: string; more: string }) {
  return (
    <section className="card stack tight" aria-label={title}>
      <h2 className="muted small">{title}</h2>
      <strong className="break">{value}</strong>
      <span className="muted small break">{more}</span>
    </section>
  );
}

function Doctor() {
  const doctor = useDoctor();
  const broken = doctor.data?.items.filter((invariant) => invariant.broken > 0) ?? [];
  return (
    <Card
      title={text.system.doctor}
      aside={
        <Button busy={doctor.isPending} onClick={() => doctor.mutate()}>
          {text.system.doctorDo}
        </Button>
      }
    >
      <p className="muted">{text.system.doctorHelp}</p>
      <ProblemNote failure={doctor.error} />
      {doctor.data !== undefined && (
        <p role="status">{broken.length === 0 ? text.system.doctorOk : text.system.doctorBroken(broken.length)}</p>
      )}
      {broken.length > 0 && (
        <Table
          caption={text.system.doctor}
          rows={broken}
          rowKey={(invariant) => invariant.name}
          columns={[
            {
              head: text.system.invariant,
              kind: 'head',
              cell: (invariant) => `${invariant.sentence} ${invariant.nextStep}`,
            },
            { head: text.system.broken, kind: 'number', cell: (invariant) => countText(invariant.broken) },
          ]}
        />
      )}
    </Card>
  );
}
