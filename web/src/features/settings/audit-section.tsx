import { useInfiniteQuery } from '@tanstack/react-query';
import { auditQuery } from '~/api/people';
import type { AuditEntry } from '~/api/types';
import { Button } from '~/design/button';
import { Empty } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { Faces } from '~/parts/faces';
import { text } from '~/text';

const columns: Column<AuditEntry>[] = [
  { head: text.settings.audit.when, kind: 'head', cell: (entry) => <Moment at={entry.at} /> },
  { head: text.settings.audit.who, cell: (entry) => <span className="break">{entry.actor}</span> },
  {
    head: text.settings.audit.what,
    cell: (entry) => (
      <span className="break">
        <code>{entry.action}</code> {entry.subject} <span className="muted">{entry.detail}</span>
      </span>
    ),
  },
];

/** Who did what, and when. */
export function AuditSection({ w }: { w: string }) {
  const asked = useInfiniteQuery(auditQuery(w));
  return (
    <Faces
      of={asked}
      empty={{
        when: ({ pages }) => pages[0]?.items.length === 0,
        face: <Empty title={text.settings.audit.none} help={text.settings.audit.noneHelp} />,
      }}
    >
      {({ pages }) => (
        <>
          <div className="card flush">
            <Table
              caption={text.settings.sections.audit}
              columns={columns}
              rows={pages.flatMap((page) => page.items)}
              rowKey={(entry) => entry.id}
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
  );
}
