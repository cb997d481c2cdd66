import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { asRole, cause, deadLetter, reconnectNeeded } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const HOSTILE = '"><script>alert(1)</script>';

describe('what needs attention', () => {
  it('is counted in the navigation and listed with its deed', async () => {
    given('get', `${OF_W}/integrations`, { items: [reconnectNeeded()] });
    given('get', `${OF_W}/dead-letters/causes`, { items: [cause()] });
    given('get', `${OF_W}/dead-letters`, { items: [deadLetter()] });
    openHere('/attention');
    expect(await screen.findByText('The answer promised 120 rows and had 80.')).toBeVisible();
    expect(screen.getByText('3 Nov – 9 Nov:')).toBeVisible();
    expect(screen.getByRole('button', { name: text.connection.reconnect })).toBeVisible();
    expect(screen.getByText('3 open')).toBeInTheDocument();
  });

  it('is retried all at once, after a question', async () => {
    given('get', `${OF_W}/dead-letters/causes`, { items: [cause()] });
    const seen = given('post', `${OF_W}/dead-letters/replay`, { replayed: 2, underWay: 0, refused: [] }, 202);
    const { user } = openHere('/attention');
    await user.click(await screen.findByRole('button', { name: 'Retry all 2' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Retry all 2' }));
    expect(await screen.findByText(text.attention.retried)).toBeVisible();
    expect(seen[0]?.body).toEqual({ provider: 'google_analytics', code: 'malformed', stream: 'channels' });
  });

  it('is retried one by one, and a refusal stands beside it', async () => {
    given('get', `${OF_W}/dead-letters`, { items: [deadLetter()] });
    refuses('post', `${OF_W}/dead-letters/d1/replay`, 409, 'not_syncing');
    const { user } = openHere('/attention');
    await user.click(await screen.findByRole('button', { name: text.attention.retry }));
    expect(await screen.findByText('Detail of not_syncing.')).toBeVisible();
  });

  it('is skipped only with a reason, which survives a closed dialog', async () => {
    given('get', `${OF_W}/dead-letters`, { items: [deadLetter()] });
    const seen = given('post', `${OF_W}/dead-letters/d1/skip`, deadLetter({ closed: 'skipped' }));
    const { user } = openHere('/attention');
    await user.click(await screen.findByRole('button', { name: text.attention.skip }));
    const dialog = () => within(screen.getByRole('dialog'));
    expect(dialog().getByRole('button', { name: text.attention.skip })).toBeDisabled();
    await user.type(dialog().getByLabelText(text.common.reason), 'The shop was closed.');
    await user.click(dialog().getByRole('button', { name: text.common.cancel }));
    await user.click(screen.getByRole('button', { name: text.attention.skip }));
    expect(dialog().getByLabelText(text.common.reason)).toHaveValue('The shop was closed.');
    await user.click(dialog().getByRole('button', { name: text.attention.skip }));
    await waitFor(() => expect(seen[0]?.body).toEqual({ reason: 'The shop was closed.' }));
  });

  it("shows a provider's words as text", async () => {
    given('get', `${OF_W}/dead-letters`, { items: [deadLetter({ cause: HOSTILE, account: HOSTILE })] });
    openHere('/attention');
    expect(await screen.findAllByText(HOSTILE)).toHaveLength(2);
    expect(document.querySelector('script')).toBeNull();
  });

  it('lets a viewer look only', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    given('get', `${OF_W}/dead-letters`, { items: [deadLetter()] });
    openHere('/attention');
    expect(await screen.findByText('The answer promised 120 rows and had 80.')).toBeVisible();
    expect(screen.queryByRole('button', { name: text.attention.retry })).toBeNull();
  });
});
