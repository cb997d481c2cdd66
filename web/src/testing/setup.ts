import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { pauseLive } from '~/api/live';
import { forgetSession } from '~/api/session-state';
import { FakeEventSource } from './fake-event-source';
import { handlers } from './handlers';
import { server } from './server';

// A busy machine is slow, and looking at every ancestor's visibility for each query makes it slower.
configure({ asyncUtilTimeout: 15_000, defaultHidden: true });

// jsdom knows the dialog element but not its modality.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};
globalThis.scrollTo = () => {};
Object.assign(globalThis, { EventSource: FakeEventSource });

beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
  server.resetHandlers(...handlers);
});
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  forgetSession();
  pauseLive(false);
  FakeEventSource.all.length = 0;
});
afterEach(() => {
  cleanup();
  server.resetHandlers(...handlers);
});
afterAll(() => server.close());
