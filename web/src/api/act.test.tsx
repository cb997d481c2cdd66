import { QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import { W } from '~/testing/fixtures';
import { breaks, given, OF_W, refuses } from '~/testing/handlers';
import { useReadAll } from './notices';
import { asProblem } from './problem';
import { newQueryClient } from './query-client';

const READ_ALL = `${OF_W}/notifications/read-all`;

function deed() {
  const client = newQueryClient(0);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(() => useReadAll(W), { wrapper }).result;
}

const keyOf = (seen: { headers: Headers }[]) => seen.map((one) => one.headers.get('Idempotency-Key'));

describe('a deed', () => {
  it('repeats itself under the same key while no answer came', async () => {
    const act = deed();
    breaks('post', READ_ALL);
    await expect(act.current.mutateAsync()).rejects.toThrow('The server does not answer.');
    const first = given('post', READ_ALL, { read: 1 });
    await act.current.mutateAsync();
    await act.current.mutateAsync();
    const [again, next] = keyOf(first);
    expect(again).toBeTruthy();
    expect(next).not.toBe(again);
  });

  it('is another one after an answer, a refusal too', async () => {
    const act = deed();
    const refused = refuses('post', READ_ALL, 409, 'not_now');
    await expect(act.current.mutateAsync()).rejects.toThrow('Detail of not_now.');
    const accepted = given('post', READ_ALL, { read: 1 });
    await act.current.mutateAsync();
    expect(keyOf(accepted)[0]).not.toBe(keyOf(refused)[0]);
  });

  it('tells fields, next step and request of a refusal', async () => {
    const act = deed();
    refuses('post', READ_ALL, 422, 'invalid', { errors: [{ field: 'name', message: 'is too long' }] });
    await expect(act.current.mutateAsync()).rejects.toThrow();
    await waitFor(() => expect(act.current.error?.fields).toEqual({ name: 'is too long' }));
    expect(act.current.error?.requestId).toBe('req-123');
  });

  it('reads an answer that is no problem document', async () => {
    const act = deed();
    given('post', READ_ALL, () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(act.current.mutateAsync()).rejects.toThrow('status 502');
  });
});

describe('a problem', () => {
  it('of the page itself is told as such', () => {
    expect(asProblem(new TypeError('x is not a function')).message).toBe('This page made a mistake.');
  });
});
