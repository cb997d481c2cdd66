import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asRole, begun, connectOf, granted, I, integration, provider, W } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { open, openHere } from '~/testing/open';
import { text } from '~/text';

const AT = '/connect/google_analytics';
const CONTINUE = 'Continue with Google Analytics';
const price = { requests: 40, days: 90, streams: 11, seconds: 25, quotaNote: 'Within the quota.' };

/** The window at the provider. */
type Popup = { closed: boolean; close: () => void; location: { href: string } };
let popup: Popup;

beforeEach(() => {
  popup = { closed: false, close: vi.fn(), location: { href: '' } };
  vi.spyOn(globalThis, 'open').mockImplementation(() => popup as unknown as Window);
  given('post', `${OF_W}/connects`, begun, 201);
  given('get', `${OF_W}/connects/c1`, connectOf());
  given('post', `${OF_W}/connects/c1/preview`, price);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const told = () =>
  globalThis.dispatchEvent(
    new MessageEvent('message', { origin: globalThis.location.origin, data: { type: 'tributary.connect' } }),
  );

describe('connecting', () => {
  it("goes from the provider's window to the first reading", async () => {
    const { user, address } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: CONTINUE }));
    expect(await screen.findByText(text.connect.waiting)).toBeVisible();
    expect(popup.location.href).toBe(begun.authorizeUrl);

    given('get', `${OF_W}/connects/c1`, granted());
    told();
    const account = await screen.findByLabelText(/Nordlicht Shop/);
    expect(account).toBeChecked();
    expect(address()).toContain('connect=c1');
    expect(screen.getByLabelText(/Nordlicht US Store/)).toBeDisabled();
    expect(await screen.findByText(/90 days, 40 requests, about 25 s/)).toBeVisible();

    await user.click(screen.getByRole('button', { name: text.connect.next }));
    expect(screen.getByText(/Nordlicht Shop: days are those of Europe\/Berlin, amounts in EUR/)).toBeVisible();
    const seen = given('post', `${OF_W}/connects/c1/choice`, { integrations: [integration()], operations: [] }, 202);
    await user.click(screen.getByRole('button', { name: text.connect.start }));
    await waitFor(() => expect(address()).toBe(`/w/${W}/connections/${I}`));
    expect(seen[0]?.body).toEqual({ accounts: ['412001'], settings: {}, backfillDays: 90 });
  });

  it('has a way on when the browser blocks the window', async () => {
    vi.mocked(globalThis.open).mockReturnValue(null);
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: CONTINUE }));
    expect(await screen.findByText(text.connect.blockedTitle)).toBeVisible();
    expect(screen.getByRole('link', { name: text.connect.samePage })).toHaveAttribute('href', begun.authorizeUrl);
  });

  it('says that the window was closed, and still goes on when its answer comes', async () => {
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: CONTINUE }));
    await screen.findByText(text.connect.waiting);
    popup.closed = true;
    expect(await screen.findByText(text.connect.closedTitle, undefined, { timeout: 2_000 })).toBeVisible();
    given('get', `${OF_W}/connects/c1`, granted());
    told();
    expect(await screen.findByLabelText(/Nordlicht Shop/)).toBeVisible();
  });

  it.each([
    ['consent_denied', 'Access was not given'],
    ['scope_missing', 'A permission is missing'],
    ['other_login', 'That was another login'],
    ['something_new', text.connect.refusedTitle],
  ])('explains %s and offers another try', async (code, title) => {
    given('get', `${OF_W}/connects/c1`, connectOf({ state: 'refused', code, message: `Because of ${code}.` }));
    openHere(`${AT}?connect=c1`);
    expect(await screen.findByText(title)).toBeVisible();
    expect(screen.getByText(`Because of ${code}.`)).toBeVisible();
    expect(screen.getByRole('button', { name: text.connect.again })).toBeVisible();
  });

  it('says when its time is over', async () => {
    given('get', `${OF_W}/connects/c1`, connectOf({ state: 'expired' }));
    openHere(`${AT}?connect=c1`);
    expect(await screen.findByText(text.connect.expiredTitle)).toBeVisible();
  });

  it('says that a login sees no account', async () => {
    given('get', `${OF_W}/connects/c1`, connectOf({ state: 'granted' }));
    openHere(`${AT}?connect=c1`);
    expect(await screen.findByText(text.connect.noAccounts)).toBeVisible();
  });

  it('asks for at least one account', async () => {
    given('get', `${OF_W}/connects/c1`, granted());
    const { user } = openHere(`${AT}?connect=c1`);
    await user.click(await screen.findByLabelText(/Nordlicht Shop/));
    await user.click(screen.getByRole('button', { name: text.connect.next }));
    expect(await screen.findByText(text.connect.chooseOne)).toBeVisible();
  });

  it('keeps the choice through a reload', async () => {
    given('get', `${OF_W}/connects/c1`, granted());
    const first = openHere(`${AT}?connect=c1`);
    await first.user.selectOptions(await screen.findByLabelText(text.connect.howFar), '365');
    first.unmount();
    openHere(`${AT}?connect=c1`);
    expect(await screen.findByLabelText(text.connect.howFar)).toHaveValue('365');
  });

  it('takes a key, shows what it opens, and does not keep it', async () => {
    const seen = given('post', `${OF_W}/keys`, { accounts: granted().accounts });
    const priced = given('post', `${OF_W}/keys/preview`, price);
    const { user } = openHere(AT);
    await user.click(await screen.findByRole('button', { name: text.connect.methods.service_account }));
    await user.type(screen.getByLabelText(text.connect.serviceAccount), 'the-secret');
    await user.click(screen.getByRole('button', { name: text.connect.keyContinue }));
    expect(await screen.findByLabelText(/Nordlicht Shop/)).toBeChecked();
    expect(seen[0]?.body).toMatchObject({ kind: 'service_account', key: 'the-secret' });
    expect(await screen.findByText(/requests, about/)).toBeVisible();
    expect(priced[0]?.body).toMatchObject({ kind: 'service_account', key: 'the-secret' });
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain('the-secret');
  });

  it('comes back to its page when it went away in the same window', async () => {
    sessionStorage.setItem('tributary.return.c1', `/w/${W}${AT}?connect=c1`);
    given('get', `${OF_W}/connects/c1`, granted());
    const { address } = open('/connect/c1');
    expect(await screen.findByLabelText(/Nordlicht Shop/)).toBeVisible();
    expect(address()).toContain('connect=c1');
  });

  it('finds its way back in a tab that knows nothing', async () => {
    given('get', `${OF_W}/connects/c1`, granted());
    open('/connect/c1');
    expect(await screen.findByLabelText(/Nordlicht Shop/)).toBeVisible();
  });

  it('of an unknown provider says so', async () => {
    openHere('/connect/nothing');
    expect(await screen.findByText(text.connect.unknownProvider)).toBeVisible();
  });
});

describe('a provider whose OAuth app is missing', () => {
  beforeEach(() => {
    given('get', `${API}/providers`, { items: [provider({ appConfigured: false })] });
    given('get', `${API}/oauth-apps`, {
      items: [
        {
          provider: 'google_analytics',
          name: 'Google Analytics',
          configured: false,
          redirectUri: 'http://localhost:3000/oauth/google_analytics/callback',
        },
      ],
    });
  });

  it('lets an operator enter it, with the address to register', async () => {
    const { user } = openHere(AT);
    expect(await screen.findByText('http://localhost:3000/oauth/google_analytics/callback')).toBeVisible();
    refuses('put', `${API}/oauth-apps/google_analytics`, 422, 'invalid', {
      errors: [{ field: 'clientId', message: 'is no client id' }],
    });
    await user.type(screen.getByLabelText(text.connect.clientId), 'x');
    await user.type(screen.getByLabelText(text.connect.clientSecret), 'y');
    await user.click(screen.getByRole('button', { name: text.connect.appSave }));
    expect(await screen.findByText('is no client id')).toBeVisible();

    given('put', `${API}/oauth-apps/google_analytics`, {});
    given('get', `${API}/providers`, { items: [provider()] });
    await user.click(screen.getByRole('button', { name: text.connect.appSave }));
    expect(await screen.findByRole('button', { name: CONTINUE })).toBeVisible();
  });

  it('sends everybody else to one', async () => {
    given('get', `${API}/session`, asRole('admin'));
    openHere(AT);
    expect(await screen.findByText(text.connect.appOperator)).toBeVisible();
  });
});

describe('reconnecting', () => {
  it('happens in place, in a window of its own', async () => {
    given('get', `${OF_W}/integrations`, {
      items: [integration({ state: 'reconnect_needed', status: 'error' })],
    });
    given('post', `${OF_W}/integrations/${I}/reconnect`, begun, 201);
    const { user, address } = openHere('/connections');
    await user.click(await screen.findByRole('button', { name: text.connection.reconnect }));
    await screen.findByText(text.connect.waiting);
    given('get', `${OF_W}/connects/c1`, connectOf({ state: 'reconnected' }));
    given('get', `${OF_W}/integrations`, { items: [integration()] });
    told();
    expect(await screen.findByText(text.connect.reconnected)).toBeVisible();
    expect(await screen.findByText('Up to date')).toBeVisible();
    expect(address()).toMatch(/connections$/);
  });
});
