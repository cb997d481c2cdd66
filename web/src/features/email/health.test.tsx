import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountHealth, emailHealth, suppression } from '~/testing/email';
import { asRole } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

describe('the health of e-mail', () => {
  it('stands beside its alert lines', async () => {
    openHere('/email');
    expect(await screen.findByText('19,700')).toBeVisible();
    expect(screen.getByText('98.5% of what was sent')).toBeVisible();
    expect(screen.getByRole('meter', { name: 'Bounced: 1.5%, alert line 4%' })).toBeVisible();
    expect(screen.getByRole('meter', { name: 'Complaints: 0.02%, alert line 0.08%' })).toBeVisible();
    expect(screen.getAllByText(text.email.under)).toHaveLength(2);
  });

  it('tells of how many e-mails nothing was heard yet', async () => {
    const { figures } = accountHealth();
    given(
      'get',
      `${OF_W}/email-health`,
      emailHealth({ accounts: [accountHealth({ figures: { ...figures, sent: 0, accepted: 1_200 } })] }),
    );
    openHere('/email');
    expect(await screen.findByText(text.email.accepted('1,200'))).toBeVisible();
  });

  it('says which line is crossed and what to do', async () => {
    given('get', `${OF_W}/email-health`, emailHealth({ accounts: [accountHealth({ bouncesOver: true })] }));
    openHere('/email');
    expect(await screen.findByText(text.email.over)).toBeVisible();
    expect(screen.getByText(text.email.bouncesOverHelp)).toBeVisible();
    expect(screen.queryByText(text.email.complaintsOverHelp)).toBeNull();
  });

  it('judges nothing by too little mail', async () => {
    given('get', `${OF_W}/email-health`, emailHealth({ accounts: [accountHealth({ tells: false })] }));
    openHere('/email');
    expect(await screen.findAllByText(text.email.tooLittle)).toHaveLength(2);
    expect(screen.queryByText(text.email.under)).toBeNull();
    for (const meter of screen.getAllByRole('meter')) {
      expect(meter).toHaveClass('mute');
    }
    expect(screen.getByText(text.email.tooLittleHelp('1,000'), { exact: false })).toBeVisible();
  });

  it('tells what waits for a person, also in the navigation', async () => {
    given('get', `${OF_W}/email-health`, emailHealth({ parked: 2 }));
    openHere('/email');
    expect(await screen.findByText(text.email.parked(2))).toBeVisible();
    expect(screen.getByRole('link', { name: /^E-mail.*2 waiting for you/ })).toBeVisible();
  });

  it('is no place of the navigation where nothing sends e-mail', async () => {
    given('get', `${OF_W}/email-health`, emailHealth({ accounts: [] }));
    openHere('/email');
    expect(await screen.findByText(text.email.noAccount)).toBeVisible();
    const main = screen.getByRole('navigation', { name: text.shell.navigation });
    expect(within(main).queryByRole('link', { name: text.shell.email })).toBeNull();
  });
});

describe('the tabs of e-mail', () => {
  it('have one that is shown', async () => {
    const { user } = openHere('/email');
    const tabs = within(await screen.findByRole('navigation', { name: text.email.title }));
    await user.click(tabs.getByRole('link', { name: text.email.sections.batches }));
    expect(await screen.findByText('400 of 1,000 decided')).toBeVisible();
    expect(tabs.getAllByRole('link').filter((tab) => tab.getAttribute('aria-current') === 'page')).toEqual([
      tabs.getByRole('link', { name: text.email.sections.batches }),
    ]);
  });
});

describe('suppressions', () => {
  it('are added with a reason', async () => {
    const seen = given('post', `${OF_W}/email-suppressions`, { items: [suppression()] });
    const { user } = openHere('/email?tab=suppressions');
    await user.type(await screen.findByLabelText(text.email.suppression.address), 'ada@example.com');
    await user.type(screen.getByLabelText(/^Why/), 'She asked for it.');
    await user.click(screen.getByRole('button', { name: text.email.suppression.add }));
    await waitFor(() => expect(seen).toHaveLength(1));
    expect(seen[0]?.body).toEqual({ address: 'ada@example.com', note: 'She asked for it.' });
    expect(await screen.findByText(text.email.suppression.added)).toBeVisible();
  });

  it('say why an address is none', async () => {
    refuses('post', `${OF_W}/email-suppressions`, 422, 'invalid', {
      errors: [{ field: 'address', message: 'is no address' }],
    });
    const { user } = openHere('/email?tab=suppressions');
    await user.type(await screen.findByLabelText(text.email.suppression.address), 'ada@x');
    await user.click(screen.getByRole('button', { name: text.email.suppression.add }));
    expect(await screen.findByText('is no address')).toBeVisible();
  });

  it('are taken away after a question', async () => {
    const seen = given('delete', `${OF_W}/email-suppressions/gone%40example.com`, {}, 204);
    const { user } = openHere('/email?tab=suppressions');
    const name = text.email.suppression.removeOf('gone@example.com');
    await user.click(await screen.findByRole('button', { name }));
    expect(seen).toHaveLength(0);
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: text.email.suppression.remove }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('of erased persons stay, without address and button', async () => {
    const { address: _, ...erased } = suppression();
    given('get', `${OF_W}/email-suppressions`, { items: [erased] });
    openHere('/email?tab=suppressions');
    expect(await screen.findByText(text.email.suppression.erased)).toBeVisible();
    expect(screen.queryByRole('button', { name: text.email.suppression.remove })).toBeNull();
  });

  it('are asked for by reason', async () => {
    const { user, address } = openHere('/email?tab=suppressions');
    await screen.findByText('gone@example.com');
    const seen = given('get', `${OF_W}/email-suppressions`, { items: [] });
    await user.selectOptions(screen.getByLabelText(text.email.suppression.origin), 'complaint');
    expect(await screen.findByText(text.email.suppression.noneMatch)).toBeVisible();
    expect(seen.at(-1)?.url.searchParams.get('origin')).toBe('complaint');
    expect(address()).toContain('origin=complaint');
  });

  it('are only shown to those who may not change them', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    openHere('/email?tab=suppressions');
    expect(await screen.findByText('gone@example.com')).toBeVisible();
    expect(screen.queryByLabelText(text.email.suppression.address)).toBeNull();
    expect(screen.queryByRole('button', { name: text.email.suppression.removeOf('gone@example.com') })).toBeNull();
  });
});
