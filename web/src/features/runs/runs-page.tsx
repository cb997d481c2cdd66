import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { integrationsQuery } from '~/api/integrations';
import { jobCountsQuery, jobsQuery } from '~/api/jobs';
import { systemQuery } from '~/api/system';
import type { JobStatus } from '~/api/types';
import { Button } from '~/design/button';
import { Segmented, SelectField } from '~/design/field';
import { Empty, Page } from '~/design/page';
import { countText } from '~/format/numbers';
import { spanText } from '~/format/times';
import { Faces } from '~/parts/faces';
import { JobsTable } from '~/parts/jobs-table';
import { jobStates, liesStill } from '~/parts/states';
import { text } from '~/text';

const STATUSES: readonly JobStatus[] = ['pending', 'running', 'completed', 'failed'];

/** Every turn of reading, newest first; the filter stands in the address. */
export function RunsPage() {
  const { w } = useParams({ from: '/w/$w' });
  const { status, integration } = useSearch({ from: '/w/$w/runs' });
  const navigate = useNavigate({ from: '/w/$w/runs' });
  const counts = useQuery(jobCountsQuery(w)).data;
  const accounts = useQuery(integrationsQuery(w)).data?.items ?? [];
  const queue = useQuery(systemQuery).data?.queue;
  const asked = useInfiniteQuery(
    jobsQuery(w, {
      ...(status === undefined ? {} : { status }),
      ...(integration === undefined ? {} : { integration }),
    }),
  );
  const filtered = status !== undefined || integration !== undefined;
  const label = (one: JobStatus) =>
    counts === undefined
      ? jobStates[one].word
      : `${jobStates[one].word} ${countText(counts.items.filter((count) => count.status === one).reduce((sum, count) => sum + count.jobs, 0))}`;
  return (
    <Page title={text.runs.title}>
      {queue !== undefined && liesStill(queue) && (
        <div className="banner bad" role="alert">
          {text.runs.noWorker(spanText(queue.oldestDueSeconds))}
        </div>
      )}
      <div className="row">
        <Segmented<JobStatus | 'all'>
          label={text.runs.status}
          value={status ?? 'all'}
          options={[['all', text.runs.all], ...STATUSES.map((one) => [one, label(one)] as const)]}
          onChange={(next) =>
            navigate({ search: (before) => ({ ...before, status: next === 'all' ? undefined : next }) })
          }
        />
        {accounts.length > 1 && (
          <SelectField
            label={text.runs.account}
            value={integration ?? ''}
            options={[['', text.runs.all], ...accounts.map((one): [string, string] => [one.id, one.account.name])]}
            onChange={(event) =>
              navigate({
                search: (before) => ({
                  ...before,
                  integration: event.target.value === '' ? undefined : event.target.value,
                }),
              })
            }
          />
        )}
      </div>
      <Faces
        of={asked}
        empty={{
          when: ({ pages }) => pages[0]?.items.length === 0,
          face: filtered ? (
            <Empty title={text.runs.noneMatch} help="">
              <Button onClick={() => navigate({ search: {} })}>{text.connections.clear}</Button>
            </Empty>
          ) : (
            <Empty title={text.runs.emptyTitle} help={text.runs.emptyHelp} />
          ),
        }}
      >
        {({ pages }) => (
          <>
            <div className="card flush">
              <JobsTable w={w} jobs={pages.flatMap((page) => page.items)} />
            </div>
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
