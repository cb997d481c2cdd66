import type { Attempt, Days, Job } from '~/api/types';
import { Moment } from '~/design/time';
import { bytesText, countText } from '~/format/numbers';
import { momentText, rangeText } from '~/format/times';
import { useStreamName } from '~/parts/providers';
import { text } from '~/text';

const look: Record<Attempt['outcome'], string> = {
  succeeded: 'ok',
  failed: 'bad',
  held: 'bad',
  shrunk: 'wait',
  snoozed: 'wait',
  cancelled: '',
  died: 'bad',
};

/** "Channels, 3 Nov – 9 Nov"; nothing of what concerns the whole connection. */
export function streamAndDays(of: { stream?: string; days?: Days }, streamName: (stream: string) => string): string {
  return [
    of.stream === undefined ? undefined : streamName(of.stream),
    of.days === undefined ? undefined : rangeText(of.days.first, of.days.last),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** From being asked for to the end, in order. Each try keeps its own error. */
export function Tries({ job, attempts }: { job: Job; attempts: readonly Attempt[] }) {
  const streamName = useStreamName(job.provider ?? '');
  return (
    <ol className="tries">
      <li>
        <Moment at={job.createdAt} /> {text.runs.queued}
      </li>
      {attempts.map((attempt, index) => (
        <li key={attempt.id} className={look[attempt.outcome]}>
          <strong>{text.runs.tryNumber(index + 1)}</strong> <Moment at={attempt.startedAt} />
          {` · ${attempt.seconds.toFixed(1)} s`}
          {` · ${text.runs.outcomes[attempt.outcome]}`}
          <div className="break">
            {streamAndDays(attempt, streamName)}
            <span className="muted small">
              {' '}
              {text.runs.requests(attempt.requests)}, {bytesText(attempt.bytes)},{' '}
              {text.common.rows(countText(attempt.rows))}
              {Object.entries(attempt.quota)
                .filter(([, used]) => used > 0)
                .map(([name, used]) => `, ${name} ${countText(used)}`)}
            </span>
          </div>
          {attempt.error !== undefined && <p className="break">{attempt.error.message}</p>}
          {attempt.excerpt !== undefined && (
            <details>
              <summary>{text.runs.request}</summary>
              <pre>{attempt.excerpt}</pre>
            </details>
          )}
        </li>
      ))}
      {job.nextRetryAt !== undefined && job.status === 'pending' && (
        <li className="wait">
          {text.states.waitingUntil(momentText(job.nextRetryAt))}
          {job.waitingFor !== undefined && `: ${job.waitingFor}`}
        </li>
      )}
      {job.completedAt !== undefined && (
        <li className={job.status === 'failed' ? 'bad' : 'ok'}>
          <Moment at={job.completedAt} /> {text.runs.ended}
        </li>
      )}
    </ol>
  );
}
