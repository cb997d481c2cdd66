import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { asRole, day, I, integration, stream } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const AT = `/connections/${I}`;
const OF_I = `${OF_W}/integrations/${I}`;
const shows = (change: Parameters<typeof integration>[0]) =>
  given('get', OF_I, () => HttpResponse.json(integration(change), { headers: { ETag: '"3"' } }));
const operation = {
  id: 'o1',
  kind: 'sync_now',
  state: 'running',
  integrationId: I,
  askedAt: '',
  daysDone: 0,
  daysPlanned: 7,
  streams: [],
};

describe('the status of a connection', () => {
  it('tells what failed or is held in which report, and syncs one alone', async () => {
    given('get', `${OF_I}/streams`, {
      items: [stream({ failed: 2, held: 1 }), stream({ name: 'channels', label: 'Channels' })],
      quotas: [{ bucket: 'tokensPerHour', remaining: 32_000, largest: 40_000, seenAt: '2026-11-22T08:00:00Z' }],
    });
    const seen = given('post', `${OF_I}/sync`, operation, 202);
    const { user } = openHere(AT);
    expect(await screen.findByText('2 failed')).toBeVisible();
    expect(screen.getByText('1 held')).toBeVisible();
    expect(screen.getByText('32,000')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Sync Channels' }));
    expect(await screen.findByText(text.connection.syncAsked)).toBeVisible();
    expect(seen[0]?.body).toEqual({ streams: ['channels'] });
    expect(seen[0]?.headers.get('Idempotency-Key')).toBeTruthy();
    expect(seen[0]?.headers.get('X-CSRF-Token')).toBe('csrf-1');
  });

  it('has days read again, and says what is wrong with a range beside the field', async () => {
    given('get', `${OF_I}/streams`, { items: [stream({ held: 1 })], quotas: [] });
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: text.connection.reread }));
    refuses('post', `${OF_I}/reread`, 422, 'range_in_future', {
      errors: [{ field: 'first', message: 'lies in the future' }],
    });
    await user.click(screen.getByRole('button', { name: text.connection.rereadDo }));
    expect(await screen.findByText('lies in the future')).toBeVisible();

    const seen = given('post', `${OF_I}/reread`, operation, 202);
    await user.click(screen.getByLabelText(new RegExp(text.connection.accept)));
    await user.click(screen.getByRole('button', { name: text.connection.rereadDo }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(seen[0]?.body).toMatchObject({ waiver: true });
  });

  it('prices more history before it starts', async () => {
    given('post', `${OF_I}/backfill/preview`, {
      requests: 40,
      days: 365,
      streams: 11,
      seconds: 25,
      quotaNote: 'Within the quota.',
    });
    const seen = given('post', `${OF_I}/backfill`, operation, 202);
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: text.connection.backfill }));
    expect(await screen.findByText('40 requests, about 25 s. Within the quota.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: text.connection.backfillStart }));
    await waitFor(() => expect(seen[0]?.body).toEqual({ days: 365 }));
  });
});

describe('the deeds', () => {
  it('ask before they take something away', async () => {
    const seen = given('post', `${OF_I}/disconnect`, { revoked: false, message: 'Google did not answer.' });
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: text.connection.disconnect, hidden: true }));
    expect(seen).toHaveLength(0);
    const dialog = screen.getByRole('dialog', { name: 'Disconnect Nordlicht Shop?' });
    await user.click(within(dialog).getByRole('button', { name: text.connection.disconnect }));
    expect(await screen.findByText(/the provider did not confirm: Google did not answer/)).toBeVisible();
  });

  it('delete only what was named letter by letter', async () => {
    const seen = given('delete', OF_I, { rows: 6420, left: [] });
    const { user, address } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: text.connection.remove, hidden: true }));
    const go = screen.getByRole('button', { name: text.connection.removeDo });
    expect(go).toBeDisabled();
    await user.type(screen.getByLabelText('Type Nordlicht Shop to confirm'), 'Nordlicht Shop');
    await user.click(go);
    expect(await screen.findByText('Deleted, with 6,420 rows.')).toBeVisible();
    expect(seen[0]?.body).toEqual({ confirm: 'Nordlicht Shop' });
    expect(address()).toMatch(/\/connections$/);
  });

  it('resume what somebody paused', async () => {
    shows({ state: 'paused', reason: { code: 'paused', sentence: 'Paused by Anna.', nextAction: 'Resume it.' } });
    const seen = given('post', `${OF_I}/resume`, integration());
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: text.connection.resume }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('tell what a check of the login found', async () => {
    given('post', `${OF_I}/health-check`, {
      ok: false,
      message: 'Google refused the login.',
      checkedAt: '',
      changes: [],
    });
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: text.connection.check, hidden: true }));
    expect(await screen.findByText('Google refused the login.')).toBeVisible();
  });

  it('are none for a viewer', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    openHere(AT);
    expect(await screen.findByText('6,420')).toBeVisible();
    expect(screen.queryByRole('button', { name: text.connection.sync })).toBeNull();
    expect(screen.queryByRole('button', { name: text.connection.reread })).toBeNull();
  });
});

describe('the calendar of days', () => {
  it('says of each day what is known, and is walked with the arrow keys', async () => {
    given('get', `${OF_I}/coverage`, {
      stream: 'overview',
      kind: 'day',
      zone: 'Europe/Berlin',
      today: '2026-11-22',
      days: [
        day('2026-11-02', { state: 'missing', rows: 0, version: 0 }),
        day('2026-11-03', { state: 'settling', problem: 'held', reason: 'It contradicts what is stored.' }),
        day('2026-11-04', { version: 2, flags: ['sampled'], fetchedAt: '2026-11-05T08:00:00Z' }),
      ],
    });
    const { user } = openHere(`${AT}?tab=data`);
    const last = await screen.findByRole('button', { name: 'Wed 4 Nov: Final, 12 rows' });
    expect(last).toHaveAttribute('tabindex', '0');
    last.focus();
    await user.keyboard('{ArrowLeft}');
    const held = screen.getByRole('button', {
      name: 'Tue 3 Nov: May change, Held, 12 rows, It contradicts what is stored.',
    });
    expect(held).toHaveFocus();
    expect(held).toHaveAttribute('aria-pressed', 'true');
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(screen.getByRole('button', { name: 'Mon 2 Nov: Missing' })).toHaveFocus();
  });
});

describe('the settings', () => {
  it("come from the provider's schema and name the version that they change", async () => {
    const seen = given('patch', `${OF_I}/settings`, integration({ settingsVersion: 4 }));
    const { user } = openHere(`${AT}?tab=settings`);
    await user.click(await screen.findByLabelText('Devices'));
    await user.selectOptions(screen.getByLabelText('Landing pages'), 'Path only');
    await user.selectOptions(screen.getByLabelText(text.connection.howOften), 'PT6H');
    await user.click(screen.getByRole('button', { name: text.common.save }));
    expect(await screen.findByText(text.connection.saved)).toBeVisible();
    expect(seen[0]?.headers.get('If-Match')).toBe('"3"');
    expect(seen[0]?.body).toEqual({
      settings: { 'streams.devices': false, landingPages: 'pathOnly' },
      schedule: { every: 'PT6H' },
    });
  });

  it('are not written over what somebody else changed meanwhile', async () => {
    refuses('patch', `${OF_I}/settings`, 412, 'stale_etag');
    const { user } = openHere(`${AT}?tab=settings`);
    await user.click(await screen.findByLabelText('Devices'));
    await user.click(screen.getByRole('button', { name: text.common.save }));
    expect(await screen.findByText(text.connection.changedMeanwhile)).toBeVisible();
    expect(screen.getByLabelText('Devices')).not.toBeChecked();
  });
});
