import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEventSource } from '~/testing/fake-event-source';
import { W } from '~/testing/fixtures';
import { changedBy, follow, liveState, pauseLive, pollingInterval } from './live';
import { newQueryClient } from './query-client';

const client = newQueryClient(0);
const asked = vi.spyOn(client, 'invalidateQueries');

beforeEach(() => {
  vi.useFakeTimers();
  asked.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

const source = () => {
  const one = FakeEventSource.all.at(-1);
  if (one === undefined) {
    throw new Error('nothing is followed');
  }
  return one;
};

describe('live updates', () => {
  it('ask often until the stream stands, then seldom', () => {
    const end = follow(W, client);
    expect(liveState()).toBe('polling');
    expect(pollingInterval()).toBe(15_000);
    source().opens();
    expect(liveState()).toBe('live');
    expect(pollingInterval()).toBe(60_000);
    source().breaks();
    expect(pollingInterval()).toBe(15_000);
    end();
  });

  it('gather a burst of events into one look at each thing that changed', () => {
    const end = follow(W, client);
    source().opens();
    for (let n = 0; n < 50; n++) {
      source().tells('ledger');
      source().tells('job');
    }
    expect(asked).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(asked).toHaveBeenCalledTimes(5);
    end();
  });

  it('come again after the server refused the stream', () => {
    const end = follow(W, client);
    source().breaks(true);
    expect(FakeEventSource.all).toHaveLength(1);
    vi.advanceTimersByTime(10_000);
    expect(FakeEventSource.all).toHaveLength(2);
    end();
  });

  it('stop when they are paused', () => {
    pauseLive(true);
    expect(liveState()).toBe('paused');
    expect(pollingInterval()).toBe(false);
  });

  it('trust nothing that is known after a reset or an event of a newer server', () => {
    expect(changedBy('reset', W)).toEqual([['w', W], ['system']]);
    expect(changedBy('something_new', W)).toEqual(changedBy('reset', W));
  });
});
