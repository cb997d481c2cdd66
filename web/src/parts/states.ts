import type { CoverageDay, Freshness, Integration, IntegrationState, JobStatus, SystemStatus } from '~/api/types';
import type { Tone } from '~/design/badge';
import { countText } from '~/format/numbers';
import { dayText, momentText, spanText } from '~/format/times';
import { text } from '~/text';

type Shown = { word: string; tone: Tone; mends: boolean };

const words = text.states.words;

/**
 * The one table from the API's states to words on the screen.
 *
 * `mends`: only a person can go on from there, so it is listed under "Needs attention".
 */
export const integrationStates: Record<IntegrationState, Shown> = {
  healthy: { word: words.healthy, tone: 'ok', mends: false },
  queued: { word: words.queued, tone: 'busy', mends: false },
  syncing: { word: words.syncing, tone: 'busy', mends: false },
  backfilling: { word: words.backfilling, tone: 'busy', mends: false },
  waiting_quota: { word: words.waiting_quota, tone: 'wait', mends: false },
  retrying: { word: words.retrying, tone: 'warn', mends: false },
  reconnect_needed: { word: words.reconnect_needed, tone: 'bad', mends: true },
  held: { word: words.held, tone: 'warn', mends: true },
  gave_up: { word: words.gave_up, tone: 'bad', mends: true },
  paused: { word: words.paused, tone: 'off', mends: false },
  disconnected: { word: words.disconnected, tone: 'off', mends: false },
};

export const freshnessTones: Record<Freshness, Tone> = { fresh: 'ok', partial: 'warn', stale: 'warn', no_data: 'off' };

export const jobStates: Record<JobStatus, { word: string; tone: Tone }> = {
  pending: { word: text.states.jobs.pending, tone: 'wait' },
  running: { word: text.states.jobs.running, tone: 'busy' },
  completed: { word: text.states.jobs.completed, tone: 'ok' },
  failed: { word: text.states.jobs.failed, tone: 'bad' },
};

export const dayStates: Record<CoverageDay['state'], string> = text.states.days;

/** Whether a person should look: it waits for one, or shows saved data only. */
export const needsAttention = (integration: Integration): boolean =>
  integrationStates[integration.state].mends ||
  (integration.freshness === 'stale' && integration.state !== 'paused' && integration.state !== 'disconnected');

/** A state's word with what makes it concrete: "Waiting until 14:32". */
export function stateWord(integration: Integration): string {
  return integration.state === 'waiting_quota' && integration.waitingUntil !== undefined
    ? text.states.waitingUntil(momentText(integration.waitingUntil))
    : integrationStates[integration.state].word;
}

const joined = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(' ');

function progressSentence(integration: Integration): string | undefined {
  const progress = integration.progress;
  if (progress === undefined || progress.daysPlanned === 0) {
    return undefined;
  }
  const say = integration.state === 'backfilling' ? text.states.backfilling : text.states.syncing;
  // Days are counted once for each report, so their number alone would puzzle.
  const reports = progress.reports ?? 0;
  return [
    joined(
      say(countText(progress.daysDone), countText(progress.daysPlanned)),
      reports > 1 ? text.states.overReports(reports) : undefined,
    ),
    progress.secondsLeft === undefined ? undefined : text.states.left(spanText(progress.secondsLeft)),
    integration.state === 'backfilling' ? text.states.newestFirst : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** Some reasons are whole sentences already, some are a few words. */
const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

/** One sentence, or a few, for people: what it does, until when, how fresh its data is. */
export function stateSentence(integration: Integration): string {
  const { state, dataThrough, account, nextSyncAt, waitingFor, reason } = integration;
  const through = dataThrough === undefined ? undefined : text.states.dataThrough(dayText(dataThrough), account.zone);
  const saved = dataThrough === undefined ? undefined : text.states.showingSaved(dayText(dataThrough));
  switch (state) {
    case 'healthy':
      return joined(through, nextSyncAt === undefined ? undefined : text.states.nextSync(momentText(nextSyncAt)));
    case 'syncing':
    case 'backfilling':
      return joined(progressSentence(integration) ?? integration.stateText);
    case 'waiting_quota':
      return joined(waitingFor === undefined ? integration.stateText : sentence(waitingFor), text.states.waitingSafe);
    case 'retrying':
      return integration.stateText;
    case 'reconnect_needed':
    case 'held':
    case 'gave_up':
      return joined(reason?.sentence ?? integration.stateText, saved);
    case 'queued':
    case 'paused':
      return joined(reason?.sentence ?? integration.stateText);
    case 'disconnected':
      return text.states.disconnected;
  }
}

const LIES_STILL_SECONDS = 60;

/** Work is due and nobody takes it up. An idle worker alone shows nothing: it is not seen until it has a turn. */
export const liesStill = (queue: SystemStatus['queue']): boolean =>
  queue.due > 0 && queue.running === 0 && queue.oldestDueSeconds > LIES_STILL_SECONDS;
