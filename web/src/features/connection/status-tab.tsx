import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { streamsQuery } from '~/api/integrations';
import type { Integration, Quota, StreamState } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button } from '~/design/button';
import { Card, Empty } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { countText } from '~/format/numbers';
import { dayText, momentText } from '~/format/times';
import { Faces } from '~/parts/faces';
import { SyncNow } from '~/parts/sync-now';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { BackfillDialog } from './backfill-dialog';
import { RereadDialog } from './reread-dialog';

/** How each report of a connection stands, and the deeds for it. */
export function StatusTab({ w, of }: { w: string; of: Integration }) {
  const may = useMay();
  const asked = useQuery(streamsQuery(w, of.id));
  const [open, setOpen] = useState<'backfill' | 'reread' | undefined>();
  const close = () => setOpen(undefined);
  const streams = asked.data?.items ?? [];
  return (
    <>
      <Faces
        of={asked}
        empty={{
          when: ({ items }) => items.length === 0,
          face: <Empty title={text.connection.noStreams} help={text.connection.noStreamsHelp} />,
        }}
      >
        {({ items, quotas }) => (
          <>
            <div className="card flush">
              <Streams of={of} streams={items.filter((one) => one.on)} />
            </div>
            <Quotas quotas={quotas} />
          </>
        )}
      </Faces>
      {may.operate && of.state !== 'disconnected' && (
        <div className="row">
          <Button onClick={() => setOpen('reread')}>{text.connection.reread}</Button>
          <Button onClick={() => setOpen('backfill')}>{text.connection.backfill}</Button>
        </div>
      )}
      <Login of={of} />
      {open === 'backfill' && <BackfillDialog w={w} of={of} onClose={close} />}
      {open === 'reread' && (
        <RereadDialog w={w} of={of} streams={streams.filter((one) => one.kind !== 'snapshot')} onClose={close} />
      )}
    </>
  );
}

function Streams({ of, streams }: { of: Integration; streams: StreamState[] }) {
  const columns: Column<StreamState>[] = [
    {
      head: text.connection.stream,
      kind: 'head',
      cell: (one) => (
        <>
          {one.label}
          {one.stateText !== undefined && one.state !== 'healthy' && (
            <span className="muted small break"> {one.stateText}</span>
          )}
        </>
      ),
    },
    {
      head: text.connections.dataThrough,
      cell: (one) => (one.dataThrough === undefined ? '–' : dayText(one.dataThrough)),
    },
    { head: text.connection.rows, kind: 'number', cell: (one) => countText(one.rows) },
    {
      head: text.connection.missing,
      kind: 'number',
      cell: (one) => (one.kind === 'snapshot' ? '–' : countText(one.missingDays)),
    },
    {
      head: text.connection.mayChange,
      kind: 'number',
      cell: (one) => (one.kind === 'snapshot' ? '–' : countText(one.mayChange)),
    },
    { head: text.connection.trouble, cell: (one) => <Trouble of={one} /> },
    {
      head: text.connection.lastRead,
      cell: (one) => (one.lastReadAt === undefined ? '–' : <Moment at={one.lastReadAt} ago />),
    },
    {
      head: text.common.actions,
      kind: 'actions',
      cell: (one) => (
        <SyncNow
          of={of}
          streams={[one.name]}
          small
          label={text.connection.syncThis}
          name={text.connection.syncStream(one.label)}
        />
      ),
    },
  ];
  return <Table caption={text.connection.tabs.status} columns={columns} rows={streams} rowKey={(one) => one.name} />;
}

function Trouble({ of }: { of: StreamState }) {
  if (of.failed === 0 && of.held === 0) {
    return <span className="muted">{text.connection.noTrouble}</span>;
  }
  return (
    <span className="row">
      {of.failed > 0 && <Badge tone="bad">{text.connection.failed(of.failed)}</Badge>}
      {of.held > 0 && <Badge tone="warn">{text.connection.held(of.held)}</Badge>}
    </span>
  );
}

/** What the provider still lets us ask, as it said last. */
function Quotas({ quotas }: { quotas: readonly Quota[] }) {
  const known = quotas.filter((quota) => quota.remaining !== undefined);
  return known.length === 0 ? null : (
    <Card title={text.connection.quota}>
      <ul className="plain stack tight">
        {known.map((quota) => (
          <li key={quota.bucket} className="break">
            <strong>{countText(quota.remaining ?? 0)}</strong> {text.common.of(countText(quota.largest))}{' '}
            <span className="muted">{quota.bucket.replaceAll('_', ' ')}</span>
            {quota.emptyUntil !== undefined && ` · ${text.states.waitingUntil(momentText(quota.emptyUntil))}`}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Login({ of }: { of: Integration }) {
  return (
    <Card title={text.connection.login}>
      <dl className="facts">
        <dt>{text.connection.login}</dt>
        <dd>
          {text.connection.loginBy(of.grant.who)}
          {of.grant.expiresAt !== undefined && `. ${text.connection.expires(momentText(of.grant.expiresAt))}`}
        </dd>
        {of.lastHealth !== undefined && (
          <>
            <dt>{text.connection.check}</dt>
            <dd>
              {of.lastHealth.message} <Moment at={of.lastHealth.at} ago />
            </dd>
          </>
        )}
        <dt>{text.connection.schedule}</dt>
        <dd>{of.schedule.text}</dd>
        {Object.entries(of.account.facts).map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
