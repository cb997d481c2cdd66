import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { emailHealthQuery } from '~/api/email';
import { batchesQuery } from '~/api/email-batches';
import type { EmailBatch, EmailBatchState } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button, buttonClass } from '~/design/button';
import { SelectField } from '~/design/field';
import { Empty } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { countText } from '~/format/numbers';
import { Faces } from '~/parts/faces';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { batchFace, decided } from './states';

/** What was and is being sent to many, newest first. */
export function BatchesTab({ w }: { w: string }) {
  const may = useMay();
  const { state } = useSearch({ from: '/w/$w/email' });
  const navigate = useNavigate({ from: '/w/$w/email' });
  const accounts = useQuery(emailHealthQuery(w)).data?.accounts ?? [];
  const asked = useInfiniteQuery(batchesQuery(w, state));
  const show = (next: EmailBatchState | undefined) => navigate({ search: (before) => ({ ...before, state: next }) });
  return (
    <>
      <div className="row between">
        <SelectField
          label={text.email.batch.state}
          value={state ?? ''}
          options={[['', text.email.batch.all], ...Object.entries(text.email.batch.states)]}
          onChange={(event) => show(event.target.value === '' ? undefined : (event.target.value as EmailBatchState))}
        />
        {may.operate && accounts.length > 0 && (
          <Link to="/w/$w/email/batches/new" params={{ w }} className={buttonClass({ primary: true })}>
            {text.email.batch.make}
          </Link>
        )}
      </div>
      <Faces
        of={asked}
        empty={{
          when: ({ pages }) => pages[0]?.items.length === 0,
          face:
            state === undefined ? (
              <Empty title={text.email.batch.none} help={text.email.batch.noneHelp} />
            ) : (
              <Empty title={text.email.batch.noneMatch} help="">
                <Button onClick={() => show(undefined)}>{text.connections.clear}</Button>
              </Empty>
            ),
        }}
      >
        {({ pages }) => (
          <>
            <div className="card flush">
              <Table
                caption={text.email.sections.batches}
                columns={columnsOf(w)}
                rows={pages.flatMap((page) => page.items)}
                rowKey={(one) => one.id}
              />
            </div>
            {asked.hasNextPage && (
              <Button busy={asked.isFetchingNextPage} onClick={() => asked.fetchNextPage()}>
                {text.common.showMore}
              </Button>
            )}
          </>
        )}
      </Faces>
    </>
  );
}

const columnsOf = (w: string): Column<EmailBatch>[] => [
  {
    head: text.email.batch.name,
    kind: 'head',
    cell: (one) => (
      <Link to="/w/$w/email/batches/$batch" params={{ w, batch: one.id }} className="break">
        {one.name}
      </Link>
    ),
  },
  {
    head: text.email.batch.state,
    cell: (one) => {
      const { word, tone } = batchFace(one);
      return (
        <span className="row">
          <Badge tone={tone}>{word}</Badge>
          {one.recipients.unknown > 0 && (
            <Badge tone="warn">
              {text.email.recipients.states.unknown}: {countText(one.recipients.unknown)}
            </Badge>
          )}
        </span>
      );
    },
  },
  { head: text.email.batch.kind, cell: (one) => text.email.batch.kindWords[one.kind] },
  {
    head: text.email.batch.progress,
    kind: 'number',
    cell: (one) => text.email.batch.decided(countText(decided(one)), countText(one.recipients.total)),
  },
  { head: text.email.batch.created, cell: (one) => <Moment at={one.createdAt} /> },
];
