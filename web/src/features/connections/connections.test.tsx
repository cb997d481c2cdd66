import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { asRole, integration, provider, reconnectNeeded, session } from '~/testing/fixtures';
import { API, given, OF_W } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

describe('the connections', () => {
  it('show each with its state in words, its progress and its deed', async () => {
    given('get', `${OF_W}/integrations`, {
      items: [
        integration({
          id: 'a',
          state: 'backfilling',
          progress: { daysDone: 214, daysPlanned: 730, secondsLeft: 1080 },
        }),
        reconnectNeeded(),
      ],
    });
    openHere('/connections');
    const bar = await screen.findByRole('progressbar');
    expect(bar).toHaveAttribute('value', '214');
    expect(bar).toHaveAccessibleName('Backfilling 214 of 730 days, about 18 min left, newest first');
    expect(screen.getByRole('button', { name: text.connection.sync })).toBeVisible();
    expect(screen.getByRole('button', { name: text.connection.reconnect })).toBeVisible();
  });

  it('can be narrowed to those that need somebody', async () => {
    given('get', `${OF_W}/integrations`, {
      items: [integration({ id: 'a', account: { id: '1', name: 'Fine', zone: 'UTC', facts: {} } }), reconnectNeeded()],
    });
    const { user, address } = openHere('/connections');
    await screen.findByText('Fine');
    await user.click(screen.getByRole('button', { name: text.connections.attention }));
    expect(screen.queryByText('Fine')).toBeNull();
    expect(address()).toContain('show=attention');
  });

  it('are searched by the server', async () => {
    const { user } = openHere('/connections');
    await screen.findByText('Nordlicht Shop');
    const seen = given('get', `${OF_W}/integrations`, { items: [] });
    await user.type(screen.getByRole('searchbox'), 'tea{Enter}');
    expect(await screen.findByText(text.connections.noMatch)).toBeVisible();
    expect(seen[0]?.url.searchParams.get('q')).toBe('tea');
  });

  it('stand above what could be connected, for who may', async () => {
    given('get', `${API}/providers`, { items: [provider({ appConfigured: false })] });
    openHere('/connections');
    expect(await screen.findByRole('link', { name: 'Connect Google Analytics' })).toBeVisible();
    expect(screen.getByText(text.connections.appMissing)).toBeVisible();
  });

  it('offer an editor nothing that only an admin may', async () => {
    given('get', `${API}/session`, asRole('editor'));
    openHere('/connections');
    expect(await screen.findByRole('button', { name: text.connection.sync })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Connect Google Analytics' })).toBeNull();
  });

  it('answer to a manual sync, and tell what must be done first', async () => {
    given('get', `${API}/session`, session());
    const { user } = openHere('/connections');
    given('post', `${OF_W}/integrations/:i/sync`, () =>
      Response.json(
        {
          type: '',
          title: '',
          status: 409,
          code: 'not_syncing',
          detail: 'It is paused.',
          nextAction: 'Resume it.',
          retryable: false,
        },
        { status: 409 },
      ),
    );
    await user.click(await screen.findByRole('button', { name: text.connection.sync }));
    expect(await screen.findByText('It is paused. Resume it.')).toBeVisible();
  });
});
