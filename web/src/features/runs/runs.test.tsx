import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { attempt, integration, J, job, systemStatus } from '~/testing/fixtures';
import { API, given, OF_W } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const waiting = () =>
  job({
    status: 'pending',
    nextRetryAt: new Date(Date.now() + 60_000).toISOString(),
    waitingFor: "Google's hourly tokens",
    outcome: undefined as never,
    completedAt: undefined as never,
  });

describe('the runs', () => {
  it('are filtered by the address, with counts', async () => {
    given('get', `${OF_W}/jobs/counts`, {
      items: [
        { status: 'completed', outcome: 'succeeded', jobs: 40 },
        { status: 'completed', outcome: 'partly', jobs: 2 },
        { status: 'failed', jobs: 1 },
      ],
    });
    given('get', `${OF_W}/integrations`, {
      items: [integration(), integration({ id: 'i2', account: { id: '2', name: 'Tea', zone: 'UTC', facts: {} } })],
    });
    const { user, address } = openHere('/runs');
    const seen = given('get', `${OF_W}/jobs`, { items: [] });
    await user.click(await screen.findByRole('button', { name: 'Gave up 1' }));
    expect(await screen.findByText(text.runs.noneMatch)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Done 42' })).toBeVisible();
    expect(seen.at(-1)?.url.searchParams.get('status')).toBe('failed');
    await user.selectOptions(screen.getByLabelText(text.runs.account), 'i2');
    expect(address()).toContain('integration=i2');
  });

  it('say until when one waits', async () => {
    given('get', `${OF_W}/jobs`, { items: [waiting()] });
    openHere('/runs');
    expect(await screen.findByText(/^Waiting until \d\d:\d\d$/)).toBeVisible();
  });

  it('tell that nobody takes up what is due as a matter of its own', async () => {
    given(
      'get',
      `${API}/system/status`,
      systemStatus({ queue: { due: 3, oldestDueSeconds: 600, running: 0, workers: 0 } }),
    );
    openHere('/runs');
    expect(await screen.findByText(text.runs.noWorker('10 min'))).toBeVisible();
  });

  it('come page by page', async () => {
    given('get', `${OF_W}/jobs`, ({ url }) =>
      Response.json(
        url.searchParams.get('cursor') === 'second'
          ? { items: [job({ id: 'older', account: 'Older' })] }
          : { items: [job()], next: 'second' },
      ),
    );
    const { user } = openHere('/runs');
    await user.click(await screen.findByRole('button', { name: text.common.showMore }));
    expect(await screen.findByText(/Older/)).toBeVisible();
    expect(screen.getByText(/Nordlicht Shop/)).toBeVisible();
  });
});

describe('a run', () => {
  it('keeps the error of every try, its waits, and its masked request', async () => {
    given('get', `${OF_W}/jobs/${J}`, waiting());
    given('get', `${OF_W}/jobs/${J}/attempts`, {
      items: [
        attempt({
          outcome: 'failed',
          error: { category: 'api', code: 'unavailable', message: 'Google answered 503.' },
          excerpt: 'POST /v1beta/properties/412001:runReport\nAuthorization: Bearer …cdef',
        }),
        attempt({ id: 'a2', outcome: 'snoozed' }),
      ],
    });
    openHere(`/runs/${J}`);
    expect(await screen.findByText('Google answered 503.')).toBeVisible();
    expect(screen.getByText(/Authorization: Bearer …cdef/)).toBeInTheDocument();
    expect(screen.getByText(text.runs.outcomes.snoozed, { exact: false })).toBeVisible();
    expect(screen.getAllByText(/Google's hourly tokens/)).not.toHaveLength(0);
  });

  it('is cancelled after a question', async () => {
    given('get', `${OF_W}/jobs/${J}`, waiting());
    const seen = given('post', `${OF_W}/jobs/${J}/cancel`, job({ status: 'completed', outcome: 'cancelled' }));
    const { user } = openHere(`/runs/${J}`);
    await user.click(await screen.findByRole('button', { name: text.runs.cancel }));
    expect(seen).toHaveLength(0);
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: text.runs.cancel }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('that ended with errors lists them', async () => {
    given('get', `${OF_W}/jobs/${J}`, {
      ...job({ outcome: 'partly' }),
      result: {
        success: false,
        recordsProcessed: 80,
        errors: [{ category: 'data', code: 'malformed', message: 'Rows are missing.', stream: 'channels' }],
      },
    });
    openHere(`/runs/${J}`);
    expect(await screen.findByText(/Rows are missing/)).toBeVisible();
    expect(screen.getByText(text.states.outcomes.partly as string)).toBeVisible();
  });
});
