import type { Attempt, Job } from '~/api/types';
import { Moment } from '~/design/time';
import { bytesText, countText } from '~/format/numbers';
import { momentText } from '~/format/times';
import { text } from '~/text';

const look: Record<string, string> = { succeeded: 'ok', snoozed: 'wait', waiting: 'wait', running: 'wait' };

/** From being asked for to the end, in order. Each try keeps its own error. */
export function Tries({ job, attempts }: { job: Job; attempts: readonly Attempt[] }) {
  return (
    <ol className="tries">
      <li>
        <Moment at={job.createdAt} /> {text.runs.queued}
      </li>
      {attempts.map((attempt, index) => (
        <li key={attempt.id} className={look[attempt.outcome] ?? (attempt.error === undefined ? 'ok' : 'bad')}>
          <strong>{text.runs.tryNumber(index + 1)}</strong> <Moment at={attempt.startedAt} />
          {attempt.seconds !== undefined && ` · ${attempt.seconds.toFixed(1)} s`}
          {` · ${attempt.outcome.replaceAll('_', ' ')}`}
          <div className="break">
            {[attempt.stream, attempt.days].filter((part) => part !== undefined).join(', ')}
            <span className="muted small">
              {' '}
              {text.runs.requests(countText(attempt.requests))}, {bytesText(attempt.bytes)},{' '}
              {text.common.rows(countText(attempt.rows))}
              {Object.entries(attempt.quota).map(([name, used]) => `, ${name} ${used}`)}
            </span>
          </div>
          {attempt.error !== undefined && <p className="break">{attempt.error}</p>}
          {attempt.trace !== undefined && (
            <details>
              <summary>{text.runs.request}</summary>
              <pre>{attempt.trace}</pre>
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
