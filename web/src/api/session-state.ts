import { useSyncExternalStore } from 'react';

/** What outlives a single answer: the token that changes need, and whether the session ended while a page was open. */
let token: string | undefined;
let ended = false;
const listeners = new Set<() => void>();

const tell = () => {
  for (const listener of listeners) {
    listener();
  }
};

export const csrfToken = (): string | undefined => token;

/** Called with every session that the API told. */
export function sessionTold(signedIn: boolean, csrf: string | undefined): void {
  token = csrf;
  if (signedIn && ended) {
    ended = false;
    tell();
  }
}

export function sessionEnded(): void {
  if (token !== undefined && !ended) {
    ended = true;
    tell();
  }
}

/** Before a sign-out, after which a 401 is no surprise; and between tests. */
export function forgetSession(): void {
  token = undefined;
  ended = false;
  tell();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useSessionEnded = (): boolean => useSyncExternalStore(subscribe, () => ended);
