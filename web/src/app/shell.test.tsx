import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { I, session, W } from '~/testing/fixtures';
import { API, given } from '~/testing/handlers';
import { open, openHere } from '~/testing/open';
import { text } from '~/text';

describe('the shell', () => {
  it('is walked by keys alone', async () => {
    const { user, address } = openHere();
    await screen.findByText('46,018');
    await user.keyboard('gr');
    await waitFor(() => expect(address()).toContain('/runs'));
    await screen.findByText(/Nordlicht Shop · Google/);
    await user.keyboard('j');
    expect(screen.getByRole('link', { name: /Nordlicht Shop · Google/ })).toHaveFocus();
    await user.keyboard('gi');
    await waitFor(() => expect(address()).toContain('/connections'));
    await screen.findByRole('searchbox');
    await user.keyboard('/');
    expect(screen.getByRole('searchbox')).toHaveFocus();
    await user.keyboard('gr');
    expect(screen.getByRole('searchbox')).toHaveValue('gr');
  });

  it('lets single keys be switched off', async () => {
    const { user, address } = openHere();
    await screen.findByText('46,018');
    await user.keyboard('?');
    await user.click(await screen.findByLabelText(text.shell.keysSwitch));
    await user.click(screen.getByRole('button', { name: text.common.close }));
    await user.keyboard('gr?');
    expect(address()).not.toContain('/runs');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('goes anywhere by its palette', async () => {
    const { user, address } = openHere();
    await screen.findByText('46,018');
    await user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox', { name: text.shell.palette });
    await user.type(field, 'nordlicht');
    expect(screen.getByRole('option', { name: /Nordlicht/, selected: true })).toHaveTextContent(
      'Nordlicht Shop · Google Analytics',
    );
    await user.keyboard('{Enter}');
    await waitFor(() => expect(address()).toContain(`/connections/${I}`));
  });

  it("remembers a theme, and goes back to the system's", async () => {
    const { user } = openHere();
    const theme = await screen.findByLabelText(text.shell.theme);
    await user.selectOptions(theme, 'dark');
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(localStorage.getItem('tributary.theme')).toBe('dark');
    await user.selectOptions(theme, 'system');
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  it('pauses updates and goes on with them', async () => {
    const { user } = openHere();
    await user.click(await screen.findByRole('button', { name: text.shell.pauseLive }));
    expect(screen.getByText(text.shell.live.paused)).toBeVisible();
    await user.click(screen.getByRole('button', { name: text.shell.resumeLive }));
    expect(screen.getByText(text.shell.live.polling)).toBeVisible();
  });

  it('says at once that the browser is offline, and no longer when it is back', async () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    openHere();
    expect(await screen.findByText(text.problem.offline)).toBeVisible();
    onLine.mockRestore();
    act(() => {
      globalThis.dispatchEvent(new Event('online'));
    });
    expect(screen.queryByText(text.problem.offline)).toBeNull();
  });

  it('signs out', async () => {
    const { user, address } = openHere();
    const signOut = await screen.findByText(text.shell.signOut);
    given('delete', `${API}/session`, {}, 204);
    given('get', `${API}/session`, session({ signedIn: false, workspaces: [] }));
    await user.click(signOut);
    await waitFor(() => expect(address()).toContain('/sign-in'));
  });

  it('does not know foreign workspaces and unknown pages', async () => {
    open('/w/0199dddd-0000-7000-8000-000000000009');
    expect(await screen.findByText(text.problem.notFoundTitle)).toBeVisible();
  });

  it('leads to the only workspace, and from a mail to its connection', async () => {
    globalThis.location.hash = `#${I}`;
    const { address } = open('/');
    await waitFor(() => expect(address()).toBe(`/w/${W}/connections/${I}`));
    globalThis.location.hash = '';
  });

  it('helps who is in no workspace yet', async () => {
    given('get', `${API}/session`, session({ workspaces: [] }));
    const seen = given('post', `${API}/workspaces`, {}, 201);
    const { user } = open('/');
    await user.type(await screen.findByLabelText(text.shell.newWorkspaceName), 'Acme');
    await user.click(screen.getByRole('button', { name: text.shell.newWorkspace }));
    await waitFor(() => expect(seen[0]?.body).toMatchObject({ name: 'Acme' }));
  });
});
