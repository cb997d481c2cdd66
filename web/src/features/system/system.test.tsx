import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { asRole, notice, session, systemStatus } from '~/testing/fixtures';
import { API, given, OF_W } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

describe('the system', () => {
  it('says that nobody takes up what is due, and lets a paused provider go on', async () => {
    given('get', `${API}/system/status`, {
      ...systemStatus({
        paused: [{ provider: 'google_analytics', reason: 'They asked us.', at: '2026-11-22T08:00:00Z' }],
      }),
      queue: { due: 9, oldestDueSeconds: 600, running: 0, workers: 0 },
    });
    const seen = given('post', `${API}/providers/google_analytics/resume`, {});
    const { user } = openHere('/system');
    expect(await screen.findByText(text.runs.noWorker('10 min'))).toBeVisible();
    expect(screen.getByText('the oldest for 10 min')).toBeVisible();
    await user.click(screen.getByRole('button', { name: text.system.resume }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('examines the database and names what is broken', async () => {
    given('post', `${API}/system/doctor`, {
      items: [
        { name: 'a', broken: 0, sentence: 'Fine.', nextStep: '', example: '' },
        { name: 'b', broken: 3, sentence: 'A running job has no claim.', nextStep: 'Restart.', example: '' },
      ],
    });
    const { user } = openHere('/system');
    await user.click(await screen.findByRole('button', { name: text.system.doctorDo }));
    expect(await screen.findByText('1 invariant is broken.')).toBeVisible();
    expect(screen.getByText(/A running job has no claim/)).toBeVisible();
  });

  it('shows members what concerns them and no deeds', async () => {
    given('get', `${API}/session`, asRole('admin'));
    const { workers: _, database: __, ...rest } = systemStatus();
    given('get', `${API}/system/status`, rest);
    openHere('/system');
    expect(await screen.findByText('3 due')).toBeVisible();
    expect(screen.queryByRole('button', { name: text.system.doctorDo })).toBeNull();
  });
});

describe('the notices', () => {
  it('tell when an incident was over, and are marked as read', async () => {
    given('get', `${OF_W}/notifications`, {
      items: [notice(), notice({ id: 'n2', closedAt: '2026-11-21T08:00:00Z', readAt: '2026-11-21T09:00:00Z' })],
      unread: 1,
    });
    const seen = given('post', `${OF_W}/notifications/n1/read`, notice());
    const { user } = openHere('/notices');
    expect(await screen.findByText(/over since/)).toBeVisible();
    expect(screen.getByText('1 unread')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: text.notices.read }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });
});

describe('the Simulate bar', () => {
  const simulation = (active: boolean) => ({
    faults: ['outage', 'rate_limit', 'revoke', 'bad_response', 'late_data'].map((name) => ({
      name,
      active: active && name === 'outage',
    })),
  });

  it('stands in the demo alone', async () => {
    openHere('/system');
    await screen.findByText('3 due');
    expect(screen.queryByRole('region', { name: text.simulate.title })).toBeNull();
  });

  it('begins an outage, says what it does, and ends it', async () => {
    given('get', `${API}/session`, session({ demo: true }));
    given('get', `${API}/demo/simulation`, simulation(false));
    given('put', `${API}/demo/simulation/outage`, simulation(true));
    const { user } = openHere('/system');
    const outage = await screen.findByRole('button', { name: 'Outage' });
    given('get', `${API}/demo/simulation`, simulation(true));
    await user.click(outage);
    expect(await screen.findByText(text.simulate.explain.outage as string)).toBeVisible();
    given('delete', `${API}/demo/simulation`, simulation(false));
    given('get', `${API}/demo/simulation`, simulation(false));
    await user.click(await screen.findByRole('button', { name: text.simulate.end }));
    expect(await screen.findByText(text.simulate.ended)).toBeVisible();
  });
});
