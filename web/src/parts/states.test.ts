import { describe, expect, it } from 'vitest';
import { integration } from '~/testing/fixtures';
import { integrationStates, needsAttention, stateSentence, stateWord } from './states';

const all = Object.keys(integrationStates) as (keyof typeof integrationStates)[];

describe('the states of a connection', () => {
  it('each have a word and a sentence', () => {
    for (const state of all) {
      const one = integration({ state, reason: { code: 'x', sentence: 'Because.', nextAction: 'Do it.' } });
      expect(stateWord(one), state).not.toBe('');
      expect(stateSentence(one), state).not.toBe('');
    }
  });

  it('say until when a quota is waited for, and that nothing is lost', () => {
    const one = integration({
      state: 'waiting_quota',
      waitingUntil: new Date(Date.now() + 60_000).toISOString(),
      waitingFor: "Google's hourly tokens",
    });
    expect(stateWord(one)).toMatch(/^Waiting until \d\d:\d\d$/);
    expect(stateSentence(one)).toBe("Google's hourly tokens. What is read so far is saved; nothing is lost.");
  });

  it('count days and the time left while history is read', () => {
    const one = integration({
      state: 'backfilling',
      progress: { daysDone: 214, daysPlanned: 730, secondsLeft: 1080 },
    });
    expect(stateSentence(one)).toBe('Backfilling 214 of 730 days, about 18 min left, newest first');
  });

  it('say of how many reports the days are counted, where there are several', () => {
    const one = integration({ state: 'backfilling', progress: { daysDone: 214, daysPlanned: 1003, reports: 11 } });
    expect(stateSentence(one)).toBe('Backfilling 214 of 1,003 days over 11 reports, newest first');
  });

  it('name the day, the zone and the next sync when all is well', () => {
    expect(stateSentence(integration())).toBe('Data through 21 Nov (Europe/Berlin).');
  });

  it('tell what is still shown when only a person can help', () => {
    const one = integration({
      state: 'reconnect_needed',
      reason: { code: 'revoked', sentence: 'Access was revoked.', nextAction: 'Sign in again.' },
    });
    expect(stateSentence(one)).toBe('Access was revoked. Showing saved data through 21 Nov.');
  });

  it('ask for attention where a person must act or data grows old, not where somebody stopped it', () => {
    expect(all.filter((state) => needsAttention(integration({ state })))).toEqual([
      'reconnect_needed',
      'held',
      'gave_up',
    ]);
    expect(needsAttention(integration({ freshness: 'stale' }))).toBe(true);
    expect(needsAttention(integration({ freshness: 'stale', state: 'paused' }))).toBe(false);
  });
});
