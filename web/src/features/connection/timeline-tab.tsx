import { useInfiniteQuery } from '@tanstack/react-query';
import { jobsQuery } from '~/api/jobs';
import type { Integration } from '~/api/types';
import { Button } from '~/design/button';
import { Empty } from '~/design/page';
import { Faces } from '~/parts/faces';
import { JobsTable } from '~/parts/jobs-table';
import { text } from '~/text';

/** What was read for a connection, newest first. */
export function TimelineTab({ w, of }: { w: string; of: Integration }) {
  const asked = useInfiniteQuery(jobsQuery(w, { integration: of.id }));
  return (
    <Faces
      of={asked}
      empty={{
        when: ({ pages }) => pages[0]?.items.length === 0,
        face: <Empty title={text.connection.noJobs} help={text.connection.noJobsHelp} />,
      }}
    >
      {({ pages }) => (
        <>
          <div className="card flush">
            <JobsTable w={w} jobs={pages.flatMap((page) => page.items)} withAccount={false} />
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
