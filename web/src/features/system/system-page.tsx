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
      {status.workers.length === 0 && (
        <div className="banner bad" role="alert">
          <strong>{text.system.noWorkers}.</strong> {text.system.noWorkersHelp}
        </div>
      )}
      {status.pausedProviders.map((paused) => (
        <div key={paused.provider} className="banner warn">
          <span className="grow break">
            <strong>{text.connections.paused(providerName(paused.provider))}</strong> {paused.reason}{' '}
            <span className="muted">{text.system.pausedBy(paused.by, agoText(paused.at))}</span>
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
        <Fact title={text.system.version} value={status.version} more={status.node} />
        <Fact
          title={text.system.queue}
          value={text.system.due(countText(status.queue.due))}
          more={
            status.queue.oldestDueSeconds === undefined
              ? ''
              : text.system.oldest(spanText(status.queue.oldestDueSeconds))
          }
        />
        <Fact
          title={text.system.database}
          value={bytesText(status.database.sizeBytes)}
          more={`${status.database.version}, ${text.system.schema(status.database.schema)}`}
        />
        <Fact
          title={text.system.mails}
          value={status.mails ? text.common.yes : text.common.no}
          more={`${status.mails ? text.system.mailsOn : text.system.mailsOff}. ${text.system.pending(status.noticesPending)}`}
        />
      </div>
      <Card title={text.system.workers}>
        <Table
          caption={text.system.workers}
          rows={status.workers}
          rowKey={(worker) => worker.name}
          columns={[
            { head: text.system.node, kind: 'head', cell: (worker) => <code className="break">{worker.name}</code> },
            { head: text.system.workers, cell: (worker) => text.system.turns(worker.turns) },
            { head: text.system.seen, cell: (worker) => <Moment at={worker.seenAt} ago /> },
          ]}
        />
      </Card>
      {may.operator && <Doctor />}
    </>
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
  const broken = doctor.data?.checks.filter((check) => check.broken > 0) ?? [];
  return (
    <Card
      title={text.system.doctor}
      aside={
        <Button busy={doctor.isPending} onClick={() => doctor.mutate()}>
          {text.system.doctor}
        </Button>
      }
    >
      <ProblemNote failure={doctor.error} />
      {doctor.data !== undefined && (
        <p role="status">{doctor.data.ok ? text.system.doctorOk : text.system.doctorBroken(broken.length)}</p>
      )}
      {broken.length > 0 && (
        <Table
          caption={text.system.doctor}
          rows={broken}
          rowKey={(check) => check.name}
          columns={[
            { head: text.system.invariant, kind: 'head', cell: (check) => check.meaning ?? check.name },
            { head: text.system.broken, kind: 'number', cell: (check) => countText(check.broken) },
          ]}
        />
      )}
    </Card>
  );
}
