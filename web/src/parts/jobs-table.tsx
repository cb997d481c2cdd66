import { Link } from '@tanstack/react-router';
import type { Job } from '~/api/types';
import { Badge } from '~/design/badge';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { countText } from '~/format/numbers';
import { momentText, spanText } from '~/format/times';
import { text } from '~/text';
import { useProviderName } from './providers';
import { jobStates } from './states';

/** A job's word, made concrete: it waits until a time, or was cancelled. */
export function JobBadge({ job }: { job: Job }) {
  const { word, tone } = jobStates[job.status];
  if (job.status === 'pending' && job.nextRetryAt !== undefined) {
    return <Badge tone={job.waitingFor === undefined ? 'warn' : 'wait'}>{waitingWord(job.nextRetryAt)}</Badge>;
  }
  if (job.status === 'completed' && job.outcome !== undefined && job.outcome !== 'succeeded') {
    return <Badge tone={job.outcome === 'partly' ? 'warn' : 'off'}>{text.states.outcomes[job.outcome] ?? word}</Badge>;
  }
  return <Badge tone={tone}>{job.cancelling ? text.runs.cancelling : word}</Badge>;
}

const waitingWord = (until: string) => text.states.waitingUntil(momentText(until));

export function took(job: Job): string | undefined {
  return job.startedAt === undefined || job.completedAt === undefined
    ? undefined
    : spanText((Date.parse(job.completedAt) - Date.parse(job.startedAt)) / 1000);
}

export const triggerText = (trigger: string): string => text.states.triggers[trigger] ?? trigger;

export function JobsTable({ w, jobs, withAccount = true }: { w: string; jobs: Job[]; withAccount?: boolean }) {
  const providerName = useProviderName();
  const account: Column<Job> = {
    head: withAccount ? text.runs.account : text.runs.run,
    kind: 'head',
    cell: (job) => (
      <Link to="/w/$w/runs/$job" params={{ w, job: job.id }} className="break">
        {withAccount
          ? `${job.account ?? text.attention.unknownAccount} · ${providerName(job.provider ?? '')}`
          : text.runs.run}
      </Link>
    ),
  };
  const columns: Column<Job>[] = [
    account,
    { head: text.runs.state, cell: (job) => <JobBadge job={job} /> },
    { head: text.runs.why, cell: (job) => triggerText(job.trigger) },
    { head: text.runs.started, cell: (job) => <Moment at={job.startedAt ?? job.createdAt} /> },
    { head: text.runs.took, kind: 'number', cell: (job) => took(job) ?? '–' },
    {
      head: text.runs.rows,
      kind: 'number',
      cell: (job) => countText(job.result?.recordsProcessed ?? job.progress.rows),
    },
  ];
  return <Table caption={text.runs.title} columns={columns} rows={jobs} rowKey={(job) => job.id} />;
}
