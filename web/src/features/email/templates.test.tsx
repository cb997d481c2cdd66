import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { preview, TEAM, TEMPLATE, TEMPLATES, template, templateInList } from '~/testing/email';
import { asRole } from '~/testing/fixtures';
import { API, given, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const PAGE = `/email/templates/${TEAM}/${TEMPLATE}`;
const ONE = `${TEMPLATES}/${TEMPLATE}`;

describe('templates', () => {
  it('come page by page, each with its state', async () => {
    given('get', TEMPLATES, ({ url }) =>
      Response.json(
        url.searchParams.get('cursor') === 'second'
          ? { items: [templateInList({ id: 'older', name: 'Older', status: 'draft' })] }
          : { items: [templateInList()], next: 'second' },
      ),
    );
    const { user } = openHere('/email?tab=templates');
    expect(await screen.findByRole('link', { name: 'Welcome' })).toHaveAttribute('href', expect.stringContaining(PAGE));
    await user.click(screen.getByRole('button', { name: text.common.showMore }));
    expect(await screen.findByRole('link', { name: 'Older' })).toBeVisible();
    expect(screen.getByText(text.email.template.draft)).toBeVisible();
  });

  it('are shown in a frame in which nothing runs', async () => {
    openHere(PAGE);
    const frame = await screen.findByTitle(text.email.template.frame('Welcome'));
    expect(frame).toHaveAttribute('sandbox', '');
    expect(frame).toHaveAttribute('src', `${ONE}/preview?values=%7B%7D`);
    expect(frame).not.toHaveAttribute('srcdoc');
  });

  it('are filled with values, numbers as numbers and what is empty not at all', async () => {
    const seen = given('post', `${ONE}/preview`, preview());
    const { user } = openHere(PAGE);
    const before = await screen.findByTitle(text.email.template.frame('Welcome'));
    await user.type(await screen.findByLabelText('POINTS'), '12.5');
    await user.click(screen.getByRole('button', { name: text.email.template.fill }));
    await waitFor(() => expect(seen.at(-1)?.body).toEqual({ values: { POINTS: 12.5 } }));
    await waitFor(() =>
      expect(screen.getByTitle(text.email.template.frame('Welcome'))).toHaveAttribute(
        'src',
        `${ONE}/preview?values=${encodeURIComponent('{"POINTS":12.5}')}`,
      ),
    );
    // A frame that is led elsewhere while it loads may stay where it was.
    expect(screen.getByTitle(text.email.template.frame('Welcome'))).not.toBe(before);
  });

  it('name what is missing', async () => {
    given('post', `${ONE}/preview`, preview({ missing: ['NAME'] }));
    openHere(PAGE);
    expect(await screen.findByText(text.email.template.missing('NAME'))).toBeVisible();
  });

  it('that cannot be shown say why, and have no frame', async () => {
    refuses('post', `${ONE}/preview`, 502, 'provider_failed');
    openHere(PAGE);
    expect(await screen.findByText('Detail of provider_failed.')).toBeVisible();
    expect(screen.queryByTitle(text.email.template.frame('Welcome'))).toBeNull();
  });

  it('are published after a question, and a draft is not sent', async () => {
    given('get', ONE, template({ status: 'draft', unpublished: true }));
    given('post', `${ONE}/preview`, preview({ draft: true }));
    const seen = given('post', `${ONE}/publish`, template());
    const { user } = openHere(PAGE);
    expect(await screen.findByText(text.email.template.draftShown)).toBeVisible();
    expect(screen.queryByRole('link', { name: text.email.template.send })).toBeNull();
    await user.click(screen.getByRole('button', { name: text.email.template.publish }));
    expect(seen).toHaveLength(0);
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: text.email.template.publish }));
    await waitFor(() => expect(seen).toHaveLength(1));
    expect(await screen.findByText(text.email.template.publishDone)).toBeVisible();
  });

  it('are copied, and the copy is shown', async () => {
    given('post', `${ONE}/duplicate`, template({ id: 'tpl-2', name: 'Welcome copy' }), 201);
    given('get', `${TEMPLATES}/tpl-2`, template({ id: 'tpl-2', name: 'Welcome copy' }));
    given('post', `${TEMPLATES}/tpl-2/preview`, preview());
    const { user, address } = openHere(PAGE);
    await user.click(await screen.findByRole('button', { name: text.email.template.duplicate }));
    expect(await screen.findByRole('heading', { name: 'Welcome copy' })).toBeVisible();
    expect(address()).toContain('tpl-2');
  });

  it('are deleted after a question', async () => {
    const seen = given('delete', ONE, {}, 204);
    const { user, address } = openHere(PAGE);
    await user.click(await screen.findByRole('button', { name: text.email.template.remove }));
    expect(seen).toHaveLength(0);
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: text.email.template.remove }));
    await waitFor(() => expect(address()).toContain('tab=templates'));
    expect(seen).toHaveLength(1);
  });

  it('are only shown to viewers', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    openHere(PAGE);
    expect(await screen.findByTitle(text.email.template.frame('Welcome'))).toBeVisible();
    expect(screen.queryByRole('button', { name: text.email.template.remove })).toBeNull();
    expect(screen.queryByRole('link', { name: text.email.template.send })).toBeNull();
  });
});
