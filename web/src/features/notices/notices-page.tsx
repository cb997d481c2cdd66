import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { noticesQuery, useRead, useReadAll } from '~/api/notices';
import type { Notice } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button, buttonClass } from '~/design/button';
import { Empty, Page } from '~/design/page';
import { Moment } from '~/design/time';
import { momentText } from '~/format/times';
import { Faces } from '~/parts/faces';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** What one has to know, once an incident, with when it was over. */
export function NoticesPage() {
  const { w } = useParams({ from: '/w/$w' });
  const may = useMay();
  const asked = useInfiniteQuery(noticesQuery(w));
  const readAll = useReadAll(w);
  const unread = asked.data?.pages[0]?.unread ?? 0;
  return (
    <Page
      title={text.notices.title}
      aside={
        unread > 0 &&
        may.operate && (
          <Button busy={readAll.isPending} onClick={() => readAll.mutate()}>
            {text.notices.readAll}
          </Button>
        )
      }
    >
      <Faces
        of={asked}
        empty={{
          when: ({ pages }) => pages[0]?.items.length === 0,
          face: <Empty title={text.notices.emptyTitle} help={text.notices.emptyHelp} />,
        }}
      >
        {({ pages }) => (
          <>
            <ul className="plain stack">
              {pages
                .flatMap((page) => page.items)
                .map((notice) => (
                  <One key={notice.id} w={w} notice={notice} />
                ))}
            </ul>
            {asked.hasNextPage && (
              <Button busy={asked.isFetchingNextPage} onClick={() => asked.fetchNextPage()}>
                {text.common.showMore}
              </Button>
            )}
          </>
        )}
      </Faces>
    </Page>
  );
}

function One({ w, notice }: { w: string; notice: Notice }) {
  const may = useMay();
  const read = useRead(w);
  return (
    <li className="card stack tight" data-row="">
      <div className="row">
        <strong className="break">{notice.subject}</strong>
        {notice.readAt === undefined && <Badge tone="busy">{text.notices.unread}</Badge>}
        {notice.closedAt === undefined ? (
          <Badge tone="warn">{text.notices.lasting}</Badge>
        ) : (
          <Badge tone="ok">{text.notices.over(momentText(notice.closedAt))}</Badge>
        )}
        <span className="muted small">
          <Moment at={notice.raisedAt} ago />
          {notice.count > 1 && ` · ${text.notices.times(notice.count)}`}
        </span>
      </div>
      <p className="break lines">{notice.text}</p>
      <div className="row">
        {notice.integrationId !== undefined && (
          <Link
            to="/w/$w/connections/$i"
            params={{ w, i: notice.integrationId }}
            className={buttonClass({ small: true })}
          >
            {text.overview.details}
          </Link>
        )}
        {notice.readAt === undefined && may.operate && (
          <Button small busy={read.isPending} onClick={() => read.mutate(notice.id)}>
            {text.notices.read}
          </Button>
        )}
      </div>
    </li>
  );
}
