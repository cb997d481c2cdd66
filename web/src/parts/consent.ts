import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { connectQuery } from '~/api/connects';
import { keys } from '~/api/keys';
import type { Connect, ConnectBegun } from '~/api/types';

/** Where a sign-in at a provider stands, as this page sees it. */
export type Consent =
  | { stage: 'idle' }
  | { stage: 'blocked'; connect: ConnectBegun }
  /** `away`: the window is closed, or the provider cut it off from this page; its answer may still come. */
  | { stage: 'waiting'; connect: ConnectBegun; away: boolean }
  | { stage: 'done'; connect: Connect }
  | { stage: 'failed'; failure: unknown };

const WINDOW = 'width=560,height=720';
const LOOK_MILLIS = 500;
const CHANNEL = 'tributary.connect';

const returnKey = (id: string) => `tributary.return.${id}`;

/** Where the page of a connection under way lives, for a browser that went away and comes back. */
export const rememberReturn = (id: string, path: string): void => sessionStorage.setItem(returnKey(id), path);
export const recallReturn = (id: string): string | undefined => sessionStorage.getItem(returnKey(id)) ?? undefined;

/**
 * Signs in at a provider in a window of its own and learns the end from that window's message, from the API, or from the
 * window being closed.
 *
 * @param returnTo the page that a browser without windows comes back to, for the id of the connection
 */
export function useConsent(w: string, returnTo: (id: string) => string) {
  const client = useQueryClient();
  const [consent, setConsent] = useState<Consent>({ stage: 'idle' });
  const opened = useRef<Window | null>(null);
  const waitingFor = consent.stage === 'waiting' || consent.stage === 'blocked' ? consent.connect.id : '';
  const asked = useQuery({ ...connectQuery(w, waitingFor), enabled: waitingFor !== '' });
  const answer = asked.data;

  useEffect(() => {
    if (answer !== undefined && answer.id === waitingFor && answer.state !== 'waiting') {
      opened.current?.close();
      setConsent({ stage: 'done', connect: answer });
    }
  }, [answer, waitingFor]);

  useEffect(() => {
    if (waitingFor === '') {
      return undefined;
    }
    const again = () => client.invalidateQueries({ queryKey: keys.connect(w, waitingFor) });
    const told = (event: MessageEvent) => {
      if (event.origin === globalThis.location.origin) {
        again();
      }
    };
    const timer = setInterval(() => {
      if (opened.current?.closed === true) {
        clearInterval(timer);
        again();
        setConsent((now) => (now.stage === 'waiting' ? { ...now, away: true } : now));
      }
    }, LOOK_MILLIS);
    // The window that comes back tells its opener, or, if the provider cut that tie, all pages of ours.
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = again;
    globalThis.addEventListener('message', told);
    return () => {
      clearInterval(timer);
      channel.close();
      globalThis.removeEventListener('message', told);
    };
  }, [w, waitingFor, client]);

  /** Must be called by a click: a browser lets only those open a window. */
  const begin = async (ask: () => Promise<ConnectBegun>) => {
    opened.current = globalThis.open('about:blank', 'tributary-consent', WINDOW);
    try {
      const connect = await ask();
      rememberReturn(connect.id, returnTo(connect.id));
      if (opened.current === null || opened.current.closed) {
        setConsent({ stage: 'blocked', connect });
      } else {
        opened.current.location.href = connect.authorizeUrl;
        setConsent({ stage: 'waiting', connect, away: false });
      }
    } catch (failure) {
      opened.current?.close();
      setConsent({ stage: 'failed', failure });
    }
  };

  return { consent, begin, reset: () => setConsent({ stage: 'idle' }) };
}
