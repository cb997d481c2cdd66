import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { asRole } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const anna = { id: 'p1', email: 'anna@example.com', name: 'Anna', role: 'owner', since: '2026-11-01T08:00:00Z' };
const key = {
  id: 'k1',
  name: 'Dashboard',
  prefix: 'trib_abc',
  role: 'viewer',
  createdBy: 'Anna',
  createdAt: '2026-11-01T08:00:00Z',
  valid: true,
};

describe('members', () => {
  it('keep their last owner, and say why', async () => {
    given('get', `${OF_W}/members`, { items: [anna] });
    refuses('patch', `${OF_W}/members/p1`, 409, 'last_owner');
    const { user } = openHere('/settings/members');
    await user.selectOptions(await screen.findByLabelText('Role: Anna'), 'viewer');
    expect(await screen.findByText('Detail of last_owner.')).toBeVisible();
  });

  it('are removed after a question', async () => {
    given('get', `${OF_W}/members`, { items: [anna] });
    const seen = given('delete', `${OF_W}/members/p1`, {}, 204);
    const { user } = openHere('/settings/members');
    await user.click(await screen.findByRole('button', { name: text.common.remove }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: text.common.remove }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('are only shown to those who may not change them', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    given('get', `${OF_W}/members`, { items: [anna] });
    openHere('/settings/members');
    expect(await screen.findByText('Owner')).toBeVisible();
    expect(screen.queryByRole('button', { name: text.common.remove })).toBeNull();
    expect(screen.queryByLabelText(text.settings.inviteEmail)).toBeNull();
  });
});

describe('API keys', () => {
  it('show their secret once', async () => {
    const seen = given('post', `${OF_W}/api-keys`, { apiKey: key, secret: 'trib_abcdef' }, 201);
    const { user } = openHere('/settings/keys');
    await user.type(await screen.findByLabelText(text.settings.keyName), 'Dashboard');
    await user.click(screen.getByRole('button', { name: text.settings.makeKey }));
    expect(await screen.findByText('trib_abcdef')).toBeVisible();
    expect(seen[0]?.body).toEqual({ name: 'Dashboard', role: 'viewer', expiresInDays: 90 });
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain('trib_abcdef');
  });

  it('are revoked after a question', async () => {
    given('get', `${OF_W}/api-keys`, { items: [key] });
    const seen = given('delete', `${OF_W}/api-keys/k1`, {}, 204);
    const { user } = openHere('/settings/keys');
    await user.click(await screen.findByRole('button', { name: text.settings.revoke }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: text.settings.revoke }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });
});

describe('OAuth apps', () => {
  const app = {
    provider: 'google_analytics',
    name: 'Google Analytics',
    configured: true,
    clientId: 'client-1',
    redirectUri: 'http://localhost:3000/oauth/google_analytics/callback',
  };

  it('are checked live, with what to do about each finding', async () => {
    given('get', `${API}/oauth-apps`, { items: [app] });
    given('post', `${API}/oauth-apps/google_analytics/check`, {
      ok: false,
      checks: [
        { name: 'client_accepted', ok: false, detail: 'Google refused it.', nextAction: 'Enter the secret anew.' },
      ],
    });
    const { user } = openHere('/settings/apps');
    await user.click(await screen.findByRole('button', { name: text.settings.app.check }));
    expect(await screen.findByText(/Google refused it/)).toBeVisible();
    expect(screen.getByText('Enter the secret anew.')).toBeVisible();
  });

  it('belong to operators', async () => {
    given('get', `${API}/session`, asRole('owner'));
    openHere('/settings/apps');
    expect(await screen.findByLabelText(text.settings.name)).toBeVisible();
    expect(screen.queryByRole('link', { name: text.settings.sections.apps })).toBeNull();
  });
});

describe('the workspace', () => {
  it('is changed by the version that was shown', async () => {
    given('get', OF_W, () =>
      HttpResponse.json(
        { id: 'w', name: 'Acme', role: 'owner', zone: 'Europe/Berlin', weekStart: 'monday', createdAt: '' },
        { headers: { ETag: '"v1"' } },
      ),
    );
    const seen = given('patch', OF_W, {});
    const { user } = openHere('/settings/workspace');
    const name = await screen.findByLabelText(text.settings.name);
    await user.clear(name);
    await user.type(name, 'Acme Europe');
    await user.click(screen.getByRole('button', { name: text.common.save }));
    expect(await screen.findByText(text.common.saved)).toBeVisible();
    expect(seen[0]?.headers.get('If-Match')).toBe('"v1"');
    expect(seen[0]?.body).toMatchObject({ name: 'Acme Europe', zone: 'Europe/Berlin' });
  });
});

describe('routes of notices', () => {
  it('are added, tested and switched off', async () => {
    given('get', `${OF_W}/notice-routes`, () =>
      HttpResponse.json(
        { items: [{ address: 'ops@example.com', kinds: [], enabled: true }] },
        { headers: { ETag: '"r1"' } },
      ),
    );
    const kept = given('put', `${OF_W}/notice-routes/:address`, {});
    const tested = given('post', `${OF_W}/notice-routes/:address/test`, {}, 204);
    const { user } = openHere('/settings/routes');
    await user.click(await screen.findByRole('button', { name: text.settings.routes.test }));
    expect(await screen.findByText(text.settings.routes.tested)).toBeVisible();
    await user.click(screen.getByRole('button', { name: text.settings.routes.off }));
    await waitFor(() => expect(kept[0]?.body).toEqual({ kinds: [], enabled: false }));
    expect(kept[0]?.headers.get('If-Match')).toBe('"r1"');
    expect(tested).toHaveLength(1);
  });
});

describe("one's own account", () => {
  it('changes its password and ends other sign-ins', async () => {
    given('get', `${API}/session/sign-ins`, {
      items: [
        {
          id: 's1',
          createdAt: '',
          seenAt: '2026-11-22T08:00:00Z',
          expiresAt: '',
          address: '127.0.0.1',
          agent: 'Firefox',
          current: true,
        },
        {
          id: 's2',
          createdAt: '',
          seenAt: '2026-11-21T08:00:00Z',
          expiresAt: '',
          address: '10.0.0.1',
          agent: 'Chrome',
          current: false,
        },
      ],
    });
    const ended = given('delete', `${API}/session/sign-ins/s2`, {}, 204);
    const changed = given('put', `${API}/session/password`, {}, 204);
    const { user } = openHere('/settings/account');
    await user.click(await screen.findByRole('button', { name: text.settings.account.end }));
    await waitFor(() => expect(ended).toHaveLength(1));
    await user.type(screen.getByLabelText(text.settings.account.current), 'the old sentence');
    await user.type(screen.getByLabelText(text.settings.account.next), 'a new long sentence');
    await user.click(screen.getByRole('button', { name: text.settings.account.password }));
    expect(await screen.findByText(text.settings.account.changed)).toBeVisible();
    expect(changed[0]?.body).toEqual({ current: 'the old sentence', next: 'a new long sentence' });
  });
});
