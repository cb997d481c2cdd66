import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { session, W } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { open, openHere } from '~/testing/open';
import { text } from '~/text';

const nobody = () =>
  session({ signedIn: false, workspaces: [], person: undefined as never, csrfToken: undefined as never });

describe('signing in', () => {
  beforeEach(() => {
    given('get', `${API}/session`, nobody());
  });

  it('is where a stranger is led', async () => {
    const { address } = openHere('/runs');
    expect(await screen.findByRole('heading', { name: text.session.signInTitle })).toBeVisible();
    expect(address()).toContain('/sign-in');
  });

  it('tells a wrong password and keeps the address that was typed', async () => {
    refuses('post', `${API}/session`, 401, 'wrong_credentials');
    const { user } = open('/sign-in');
    await user.type(await screen.findByLabelText(text.session.email), 'anna@example.com');
    await user.type(screen.getByLabelText(text.session.password), 'wrong');
    await user.click(screen.getByRole('button', { name: text.session.signIn }));
    expect(await screen.findByText('Detail of wrong_credentials.')).toBeVisible();
    expect(screen.getByLabelText(text.session.email)).toHaveValue('anna@example.com');
  });

  it('leads to the overview', async () => {
    given('post', `${API}/session`, session());
    const { user, address } = open('/sign-in');
    await user.type(await screen.findByLabelText(text.session.email), 'anna@example.com');
    await user.type(screen.getByLabelText(text.session.password), 'a long sentence');
    await user.click(screen.getByRole('button', { name: text.session.signIn }));
    expect(await screen.findByText('46,018')).toBeVisible();
    expect(address()).toBe(`/w/${W}`);
  });
});

describe('setting up', () => {
  it('needs the token of the printed link', async () => {
    given('get', `${API}/session`, { ...nobody(), setupNeeded: true });
    open('/');
    expect(await screen.findByText(text.session.setupNoToken)).toBeVisible();
  });

  it('makes the first account with the token behind the #', async () => {
    globalThis.location.hash = '#one-time';
    const seen = given('post', `${API}/setup`, session(), 201);
    const { user } = open('/setup');
    await user.type(await screen.findByLabelText(text.session.email), 'anna@example.com');
    await user.type(screen.getByLabelText(text.session.name), 'Anna');
    await user.type(screen.getByLabelText(text.session.password), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: text.session.create }));
    expect(await screen.findByText('46,018')).toBeVisible();
    expect(seen[0]?.body).toEqual({
      token: 'one-time',
      email: 'anna@example.com',
      name: 'Anna',
      password: 'a long enough sentence',
    });
    globalThis.location.hash = '';
  });
});

describe('a link that works once', () => {
  it('signs in without asking', async () => {
    const seen = given('post', `${API}/entry`, session());
    open('/entry');
    expect(await screen.findByText('46,018')).toBeVisible();
    expect(seen).toHaveLength(1);
  });

  it('says when it is used up, and shows the way', async () => {
    refuses('post', `${API}/entry`, 401, 'link_used');
    open('/entry');
    expect(await screen.findByText('Detail of link_used.')).toBeVisible();
    expect(screen.getByRole('link', { name: text.session.toSignIn })).toBeVisible();
  });
});

describe('an invitation', () => {
  const met = {
    workspace: 'Acme',
    email: 'ben@example.com',
    role: 'editor',
    invitedBy: 'Anna',
    expiresAt: '2026-12-01T08:00:00Z',
  };

  it('asks somebody new for a name and a password', async () => {
    given('get', `${API}/invitation`, { ...met, known: false });
    const seen = given('post', `${API}/invitation/accept`, session());
    const { user } = open('/invitation');
    expect(await screen.findByText(/Anna invites you to Acme as Editor/)).toBeVisible();
    await user.type(screen.getByLabelText(text.session.name), 'Ben');
    await user.type(screen.getByLabelText(text.session.password), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: text.session.accept }));
    expect(await screen.findByText('46,018')).toBeVisible();
    expect(seen[0]?.body).toMatchObject({ name: 'Ben' });
  });

  it('asks somebody known for the password alone', async () => {
    given('get', `${API}/invitation`, { ...met, known: true });
    open('/invitation');
    expect(await screen.findByText(/Enter the password of ben@example.com/)).toBeVisible();
    expect(screen.queryByLabelText(text.session.name)).toBeNull();
  });
});

describe('a session that ends in mid-form', () => {
  it('keeps what was typed and goes on after signing in again', async () => {
    const { user } = openHere('/settings/members');
    await user.type(await screen.findByLabelText(text.settings.inviteEmail), 'ben@example.com');
    refuses('post', `${OF_W}/invitations`, 401, 'unauthenticated');
    await user.click(screen.getByRole('button', { name: text.settings.invite }));
    expect(await screen.findByRole('dialog', { name: text.session.endedTitle })).toBeVisible();
    expect(screen.getByLabelText(text.session.email)).toHaveValue('anna@example.com');

    given('post', `${API}/session`, session({ csrfToken: 'csrf-2' }));
    given('get', `${API}/session`, session({ csrfToken: 'csrf-2' }));
    const invited = given('post', `${OF_W}/invitations`, {
      invitation: {
        id: 'i1',
        email: 'ben@example.com',
        role: 'viewer',
        invitedBy: 'Anna',
        createdAt: '',
        expiresAt: '',
      },
      link: 'http://localhost/invitation#secret',
      mailed: false,
    });
    await user.type(screen.getByLabelText(text.session.password), 'a long sentence');
    await user.click(screen.getByRole('button', { name: text.session.signIn }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByLabelText(text.settings.inviteEmail)).toHaveValue('ben@example.com');
    await user.click(screen.getByRole('button', { name: text.settings.invite }));
    expect(await screen.findByText('http://localhost/invitation#secret')).toBeVisible();
    expect(invited[0]?.headers.get('X-CSRF-Token')).toBe('csrf-2');
  });
});
