import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BATCHES, draft, TEAM, TEMPLATE, TEMPLATES, template } from '~/testing/email';
import { asRole } from '~/testing/fixtures';
import { API, given, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const words = text.email.writing;
const NEW = `/email/templates/${TEAM}/new`;
const EDIT = `/email/templates/${TEAM}/${TEMPLATE}/edit`;
const ONE = `${TEMPLATES}/${TEMPLATE}`;
const optional = (label: string) => `${label} (${text.common.optional})`;

describe('a new template', () => {
  it('is saved with what was filled in, and shown', async () => {
    const seen = given('post', TEMPLATES, template(), 201);
    const { user, address } = openHere(NEW);
    await user.type(await screen.findByLabelText(words.name), 'Welcome');
    await user.type(screen.getByLabelText(optional(words.replyTo)), 'a@b.example; c@d.example');
    await user.click(screen.getByLabelText(words.html));
    await user.paste('<p>Hello {{{NAME}}}, {{POINTS}} points {{#each ITEMS}}</p>');
    expect(screen.getByText(words.undeclared('NAME, POINTS'))).toBeVisible();
    await user.click(screen.getByRole('button', { name: words.declare }));
    expect(screen.queryByText(words.undeclared('NAME, POINTS'))).toBeNull();
    await user.selectOptions(screen.getAllByLabelText(words.type)[1] as HTMLElement, 'number');
    await user.type(screen.getAllByLabelText(optional(words.fallback))[1] as HTMLElement, '0');
    await user.click(screen.getByRole('button', { name: words.makeDo }));
    await waitFor(() => expect(address()).toContain(`${TEAM}/${TEMPLATE}`));
    expect(seen[0]?.body).toEqual({
      name: 'Welcome',
      html: '<p>Hello {{{NAME}}}, {{POINTS}} points {{#each ITEMS}}</p>',
      replyTo: ['a@b.example', 'c@d.example'],
      variables: [
        { key: 'NAME', type: 'text' },
        { key: 'POINTS', type: 'number', fallback: '0' },
      ],
    });
  });

  it('names each wrong field and keeps what was typed', async () => {
    refuses('post', TEMPLATES, 422, 'invalid_fields', {
      errors: [
        { field: 'subject', message: 'is too long' },
        { field: 'variables.key', message: 'is no name' },
      ],
    });
    const { user } = openHere(NEW);
    await user.type(await screen.findByLabelText(words.name), 'Welcome');
    await user.type(screen.getByLabelText(words.html), 'Hello');
    await user.click(screen.getByRole('button', { name: words.makeDo }));
    expect(await screen.findByText('is too long')).toBeVisible();
    expect(screen.getByText('is no name')).toBeVisible();
    expect(screen.getByLabelText(words.name)).toHaveValue('Welcome');
  });

  it('is there again after a reload', async () => {
    const first = openHere(NEW);
    await first.user.type(await screen.findByLabelText(words.name), 'Half');
    await first.user.click(screen.getByRole('button', { name: words.add }));
    await first.user.type(screen.getByLabelText(words.key), 'CITY');
    first.unmount();
    openHere(NEW);
    expect(await screen.findByLabelText(words.name)).toHaveValue('Half');
    expect(screen.getByLabelText(words.key)).toHaveValue('CITY');
  });
});

describe('a template that is edited', () => {
  it('starts as it is and replaces the newest version', async () => {
    const seen = given('put', ONE, template());
    const { user, address } = openHere(EDIT);
    expect(await screen.findByText(words.editHelp)).toBeVisible();
    const name = screen.getByLabelText(words.name);
    await user.clear(name);
    await user.type(name, 'Hello');
    await user.click(screen.getByRole('button', { name: words.remove('POINTS') }));
    await user.click(screen.getByRole('button', { name: text.common.save }));
    await waitFor(() => expect(address()).not.toContain('/edit'));
    expect(seen[0]?.body).toEqual({
      name: 'Hello',
      subject: 'Welcome, {{{NAME}}}',
      html: '<p>Hello {{{NAME}}}</p>',
      variables: [{ key: 'NAME', type: 'text' }],
    });
    expect(await screen.findByText(words.saved)).toBeVisible();
  });

  it('keeps what was typed when the provider does not answer', async () => {
    refuses('put', ONE, 502, 'provider_failed');
    const { user } = openHere(EDIT);
    await user.type(await screen.findByLabelText(words.name), ' back');
    await user.click(screen.getByRole('button', { name: text.common.save }));
    expect(await screen.findByText('Detail of provider_failed.')).toBeVisible();
    expect(screen.getByLabelText(words.name)).toHaveValue('Welcome back');
  });

  it('is reached from its page and the list, but not by viewers', async () => {
    const { user, address } = openHere('/email?tab=templates');
    expect(await screen.findByRole('link', { name: words.make })).toHaveAttribute('href', expect.stringContaining(NEW));
    await user.click(await screen.findByRole('link', { name: 'Welcome' }));
    await user.click(await screen.findByRole('link', { name: words.edit }));
    await waitFor(() => expect(address()).toContain('/edit'));
  });

  it('offers viewers nothing to write', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    openHere('/email?tab=templates');
    expect(await screen.findByRole('link', { name: 'Welcome' })).toBeVisible();
    expect(screen.queryByRole('link', { name: words.make })).toBeNull();
  });
});

describe('a batch without a template', () => {
  it('says what was written for it alone', async () => {
    const seen = given('post', BATCHES, draft(), 201);
    const { user, address } = openHere(`/email/batches/new?template=${TEMPLATE}`);
    await user.click(await screen.findByRole('button', { name: words.contents.own }));
    expect(screen.queryByLabelText(text.email.batch.template)).toBeNull();
    expect(address()).not.toContain(TEMPLATE);
    await user.type(screen.getByLabelText(text.email.batch.name), 'Notice');
    await user.selectOptions(screen.getByLabelText(text.email.batch.kind), 'transactional');
    await user.type(screen.getByLabelText(text.email.batch.from), 'news@nordlicht.example');
    await user.type(screen.getByLabelText(text.email.batch.subject), 'Closed on Monday');
    await user.type(screen.getByLabelText(optional(words.plain)), 'We are closed.');
    await user.click(screen.getByRole('button', { name: text.email.batch.makeDo }));
    await waitFor(() => expect(seen).toHaveLength(1));
    expect(seen[0]?.body).toEqual({
      integration: TEAM,
      name: 'Notice',
      kind: 'transactional',
      from: 'news@nordlicht.example',
      subject: 'Closed on Monday',
      text: 'We are closed.',
    });
  });

  it('shows its words once it is made', async () => {
    const { template: _, ...own } = draft({ html: '<p>We are closed.</p>', subject: 'Closed' });
    given('get', `${BATCHES}/${own.id}`, own);
    openHere(`/email/batches/${own.id}`);
    expect(await screen.findByText('<p>We are closed.</p>')).toBeInTheDocument();
  });
});
