import type { Integration } from '~/api/types';
import { Badge } from '~/design/badge';
import { Progress } from '~/design/progress';
import { text } from '~/text';
import { freshnessTones, integrationStates, stateSentence, stateWord } from './states';

export function StateBadge({ of }: { of: Integration }) {
  return <Badge tone={integrationStates[of.state].tone}>{stateWord(of)}</Badge>;
}

/** How fresh, where the state alone does not say it. */
export function FreshnessBadge({ of }: { of: Integration }) {
  return of.freshness === 'stale' || of.freshness === 'partial' ? (
    <Badge tone={freshnessTones[of.freshness]}>{text.states.freshness[of.freshness]}</Badge>
  ) : null;
}

/** State, freshness, the sentence, and a bar while days are being read. */
export function StateLine({ of }: { of: Integration }) {
  const sentence = stateSentence(of);
  const bar = (of.state === 'backfilling' || of.state === 'syncing') && (of.progress?.daysPlanned ?? 0) > 0;
  return (
    <div className="stack tight grow">
      <div className="row">
        <StateBadge of={of} />
        <FreshnessBadge of={of} />
        {of.deadLetters > 0 && !integrationStates[of.state].mends && (
          <Badge tone="warn">{text.states.givenUp(of.deadLetters)}</Badge>
        )}
        {!bar && <span className="break">{sentence}</span>}
      </div>
      {bar && of.progress !== undefined && (
        <Progress done={of.progress.daysDone} planned={of.progress.daysPlanned} sentence={sentence} />
      )}
      {of.reason !== undefined && of.reason.nextAction !== '' && integrationStates[of.state].mends && (
        <span className="muted break">{of.reason.nextAction}</span>
      )}
    </div>
  );
}
