import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { suppression } from '~/testing/email';
import { asRole } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const words = text.email.person;
const EXPORT = `${OF_W}/email-persons/export`;
const ERASE = `${OF_W}/email-persons/erase`;
const ADA = 'ada@example.com';
const kept = { address: ADA, batches: [], messages: [], suppressions: [suppression({ address: ADA })] };

async function look() {
  const opened = openHere('/email?tab=person');
  await opened.user.type(await screen.findByLabelText(words.address), ADA);
  await opened.user.click(screen.getByRole('button', { name: words.look }));
  return opened;
}

describe('one recipient', () => {
  const files: Blob[] = [];
  beforeEach(() => {
    files.length = 0;
    URL.createObjectURL = vi.fn((file: Blob) => {
      files.push(file);
      return 'blob:http://localhost/1';
    }) as typeof URL.createObjectURL;
    URL.revokeObjectURL = vi.fn();
  });

  it('is looked up by address, which stands in no URL, and handed out as a file', async () => {
    const seen = given('post', EXPORT, kept);
    const { address } = await look();
    const save = await screen.findByRole('link', { name: words.save });
    await waitFor(() => expect(save).toHaveAttribute('href', 'blob:http://localhost/1'));
    expect(save).toHaveAttribute('download', words.file);
    expect(JSON.parse((await files[0]?.text()) ?? '')).toEqual(kept);
    expect(seen[0]?.body).toEqual({ address: ADA });
    expect(address()).not.toContain('ada');
  });

  it('of whom nothing is kept is told so', async () => {
    given('post', EXPORT, { ...kept, suppressions: [] });
    await look();
    expect(await screen.findByText(words.nothing(ADA))).toBeVisible();
    expect(screen.queryByRole('button', { name: words.erase })).toBeNull();
  });

  it('is erased only once the address was typed again', async () => {
    given('post', EXPORT, kept);
    const seen = given('post', ERASE, { recipients: 1, messages: 2, events: 3, suppressions: 1 });
    const { user } = await look();
    await user.click(await screen.findByRole('button', { name: words.erase }));
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByRole('button', { name: words.eraseDo })).toBeDisabled();
    await user.type(dialog.getByLabelText(words.confirm), ADA);
    await user.click(dialog.getByRole('button', { name: words.eraseDo }));
    expect(await screen.findByText(new RegExp(words.erased('1', '2', '3')))).toBeVisible();
    expect(seen[0]?.body).toEqual({ address: ADA, confirm: ADA });
    expect(screen.queryByRole('link', { name: words.save })).toBeNull();
  });

  it('whose address is none is told which field is wrong', async () => {
    refuses('post', EXPORT, 422, 'email_unreadable');
    await look();
    expect(await screen.findByText('Detail of email_unreadable.')).toBeVisible();
  });

  it('is nobody for those who are no admins', async () => {
    given('get', `${API}/session`, asRole('editor'));
    openHere('/email?tab=person');
    expect(await screen.findByText(words.forbidden)).toBeVisible();
    expect(screen.queryByRole('link', { name: words.title })).toBeNull();
  });
});
