import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { attemptsQuery, jobQuery, useCancelJob } from '~/api/jobs';
import type { Job } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { Card, Page } from '~/design/page';
import { Progress } from '~/design/progress';
import { Moment } from '~/design/time';
import { countText } from '~/format/numbers';
import { Faces } from '~/parts/faces';
import { JobBadge, took, triggerText } from '~/parts/jobs-table';
import { ProblemNote } from '~/parts/problem-face';
import { useProviderName, useStreamName } from '~/parts/providers';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { streamAndDays, Tries } from './tries';

/** One turn of reading: every try, every wait, every masked request. */
export function RunPage() {
  const { w, job: id } = useParams({ from: '/w/$w/runs/$job' });
  const asked = useQuery(jobQuery(w, id));
  const attempts = useQuery(attemptsQuery(w, id));
  return (
    <Faces of={asked}>
      {(job) => (
        <Page title={`${text.runs.run}: ${job.account ?? job.id}`} aside={<Cancel w={w} job={job} />}>
          <Facts w={w} job={job} />
          <Errors job={job} />
          <Card title={text.runs.tries}>
            <Faces
              of={attempts}
              empty={{ when: ({ items }) => items.length === 0, face: <p className="muted">{text.runs.noTries}</p> }}
            >
              {({ items }) => <Tries job={job} attempts={items} />}
            </Faces>
          </Card>
        </Page>
      )}
    </Faces>
  );
}

function Facts({ w, job }: { w: string; job: Job }) {
  const providerName = useProviderName();
  const { progress } = job;
  return (
    <Card>
      <div className="row">
        <JobBadge job={job} />
        {job.waitingFor !== undefined && <span className="break">{job.waitingFor}</span>}
        {job.error !== undefined && job.result === undefined && <span className="break">{job.error}</span>}
      </div>
      {progress.daysPlanned > 0 && (
        <Progress
          done={progress.daysDone}
          planned={progress.daysPlanned}
          sentence={text.runs.daysDone(countText(progress.daysDone), countText(progress.daysPlanned))}
        />
      )}
      <dl className="facts">
        <dt>{text.runs.account}</dt>
        <dd>
          <Link to="/w/$w/connections/$i" params={{ w, i: job.integrationId }}>
            {job.account}
          </Link>{' '}
          · {providerName(job.provider ?? '')}
        </dd>
        <dt>{text.runs.why}</dt>
        <dd>{triggerText(job.trigger)}</dd>
        <dt>{text.runs.created}</dt>
        <dd>
          <Moment at={job.createdAt} />
        </dd>
        {job.startedAt !== undefined && (
          <>
            <dt>{text.runs.started}</dt>
            <dd>
              <Moment at={job.startedAt} />
            </dd>
          </>
        )}
        {job.completedAt !== undefined && (
          <>
            <dt>{text.runs.finished}</dt>
            <dd>
              <Moment at={job.completedAt} /> ({took(job)})
            </dd>
          </>
        )}
        <dt>{text.runs.rows}</dt>
        <dd>{countText(job.result?.recordsProcessed ?? progress.rows)}</dd>
        <dt>{text.runs.retries}</dt>
        <dd>{job.retryCount}</dd>
      </dl>
    </Card>
  );
}

function Errors({ job }: { job: Job }) {
  const errors = job.result?.errors ?? [];
  const streamName = useStreamName(job.provider ?? '');
  return errors.length === 0 ? null : (
    <Card title={text.runs.errors}>
      <ul className="plain stack tight">
        {errors.map((error, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list of a run that ended does not change
          <li key={index} className="break">
            <code>{error.code}</code> {streamAndDays(error, streamName)} {error.message}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Cancel({ w, job }: { w: string; job: Job }) {
  const may = useMay();
  const cancel = useCancelJob(w);
  const [asking, setAsking] = useState(false);
  if (!may.operate || job.cancelling || (job.status !== 'pending' && job.status !== 'running')) {
    return null;
  }
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {text.runs.cancel}
      </Button>
      {asking && (
        <Confirm
          title={text.runs.cancelTitle}
          help={text.runs.cancelHelp}
          act={text.runs.cancel}
          danger
          busy={cancel.isPending}
          onClose={() => setAsking(false)}
          onConfirm={() => cancel.mutate(job.id, { onSuccess: () => setAsking(false) })}
        >
          <ProblemNote failure={cancel.error} />
        </Confirm>
      )}
    </>
  );
}
