import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { keys } from './keys';

/** How a page learns of changes: told by the server, asking now and then, or not at all. */
export type LiveState = 'live' | 'polling' | 'paused';

const LIVE_MILLIS = 60_000;
const POLLING_MILLIS = 15_000;
/** Changes come in bursts while days are read; a screen that redraws each is no use. */
const GATHER_MILLIS = 1_000;
const AGAIN_MILLIS = 10_000;

let connected = false;
let paused = false;
const listeners = new Set<() => void>();

function change(next: { connected?: boolean; paused?: boolean }): void {
  connected = next.connected ?? connected;
  paused = next.paused ?? paused;
  for (const listener of listeners) {
    listener();
  }
}

export const liveState = (): LiveState => (paused ? 'paused' : connected ? 'live' : 'polling');

/** For every query: the floor under the event stream. */
export const pollingInterval = (): number | false => (paused ? false : connected ? LIVE_MILLIS : POLLING_MILLIS);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, liveState);

export const pauseLive = (wanted: boolean): void => change({ paused: wanted });

/** What may have changed, by the name of the event. */
export function changedBy(event: string, w: string): readonly QueryKey[] {
  switch (event) {
    case 'integration':
      return [keys.integrations(w), keys.system];
    case 'job':
      return [keys.jobs(w), keys.integrations(w), keys.system];
    case 'operation':
      return [keys.operations(w), keys.integrations(w)];
    case 'ledger':
      return [keys.ledger(w), keys.numbers(w), keys.integrations(w)];
    case 'notification':
      return [keys.notices(w)];
    case 'dead_letter':
      return [keys.deadLetters(w), keys.integrations(w)];
    default:
      // "reset", and what a newer server may tell: nothing that is known can be relied on.
      return [keys.workspace(w), keys.system];
  }
}

const EVENTS = ['integration', 'job', 'operation', 'ledger', 'notification', 'dead_letter', 'reset'];

/** Follows a workspace until the returned function is called. */
export function follow(w: string, client: QueryClient): () => void {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;

  const flush = () => {
    timer = undefined;
    for (const queryKey of waiting.values()) {
      client.invalidateQueries({ queryKey });
    }
    waiting.clear();
  };
  const told = (event: MessageEvent) => {
    for (const key of changedBy(event.type, w)) {
      waiting.set(JSON.stringify(key), key);
    }
    timer ??= setTimeout(flush, GATHER_MILLIS);
  };
  const open = () => {
    source = new EventSource(`/api/v1/workspaces/${w}/events`);
    source.onopen = () => change({ connected: true });
    source.onerror = () => {
      change({ connected: false });
      // A refused stream stays closed by the standard; a broken one comes again by itself.
      if (source?.readyState === 2) {
        again = setTimeout(open, AGAIN_MILLIS);
      }
    };
    for (const name of EVENTS) {
      source.addEventListener(name, told);
    }
  };

  open();
  return () => {
    source?.close();
    clearTimeout(timer);
    clearTimeout(again);
    change({ connected: false });
  };
}

export function useLive(w: string): void {
  const client = useQueryClient();
  const state = useLiveState();
  const wanted = state !== 'paused';
  useEffect(() => (wanted ? follow(w, client) : undefined), [w, client, wanted]);
}
