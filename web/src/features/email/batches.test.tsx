import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BATCH, BATCHES, batch, draft, recipient, TEAM, TEMPLATE, TEMPLATES, template } from '~/testing/email';
import { asRole } from '~/testing/fixtures';
import { API, given, OF_W, refuses } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const ONE = `${BATCHES}/${BATCH}`;
const PAGE = `/email/batches/${BATCH}`;
const words = text.email.batch;
const dialog = () => within(screen.getByRole('dialog'));

describe('a new batch', () => {
  it('is a draft of a published template, scheduled in the own time', async () => {
    const seen = given('post', BATCHES, draft(), 201);
    given('get', ONE, draft());
    const { user, address } = openHere(`/email/batches/new?template=${TEMPLATE}`);
    await user.type(await screen.findByLabelText(words.name), 'November letter');
    await user.selectOptions(screen.getByLabelText(words.kind), 'marketing');
    await user.type(screen.getByLabelText(words.from), 'news@nordlicht.example');
    await user.type(screen.getByLabelText(words.sendAt), '2027-01-02T09:30');
    await waitFor(() => expect(screen.getByLabelText(words.template)).toHaveValue(TEMPLATE));
    await user.click(screen.getByRole('button', { name: words.makeDo }));
    await waitFor(() => expect(address()).toContain(PAGE));
    expect(seen[0]?.body).toEqual({
      integration: TEAM,
      name: 'November letter',
      kind: 'marketing',
      from: 'news@nordlicht.example',
      template: TEMPLATE,
      sendAt: new Date('2027-01-02T09:30').toISOString(),
    });
  });

  it('says which field is wrong and keeps what was typed', async () => {
    refuses('post', BATCHES, 422, 'invalid', {
      errors: [{ field: 'from', message: 'is no sender' }],
    });
    const { user } = openHere(`/email/batches/new?template=${TEMPLATE}`);
    await user.type(await screen.findByLabelText(words.name), 'Letter');
    await user.selectOptions(screen.getByLabelText(words.kind), 'transactional');
    await user.type(screen.getByLabelText(words.from), 'nobody');
    await waitFor(() => expect(screen.getByLabelText(words.template)).toHaveValue(TEMPLATE));
    await user.click(screen.getByRole('button', { name: words.makeDo }));
    expect(await screen.findByText('is no sender')).toBeVisible();
    expect(screen.getByLabelText(words.name)).toHaveValue('Letter');
  });
});

describe('a draft', () => {
  it('takes recipients with values, and names the lines that are none', async () => {
    given('get', ONE, draft());
    const seen = given('post', `${ONE}/recipients`, { added: 1, twice: 1, unreadable: [2] });
    const { user } = openHere(PAGE);
    await user.click(await screen.findByLabelText(text.email.recipients.paste));
    await user.paste('address,NAME\nada@example.com,Ada\nada@example.com,Ada\nnobody,Ben');
    await user.click(screen.getByRole('button', { name: text.email.recipients.addDo }));
    expect(await screen.findByText(/1 added, 1 were there already\. No address in line 4\./)).toBeVisible();
    expect(seen[0]?.body).toEqual({
      recipients: [
        { address: 'ada@example.com', values: { NAME: 'Ada' } },
        { address: 'ada@example.com', values: { NAME: 'Ada' } },
        { address: 'nobody', values: { NAME: 'Ben' } },
      ],
    });
  });

  it('takes a long list a thousand at a time', async () => {
    given('get', ONE, draft());
    const seen = given('post', `${ONE}/recipients`, { added: 1_000, twice: 0, unreadable: [] });
    const { user } = openHere(PAGE);
    await user.click(await screen.findByLabelText(text.email.recipients.paste));
    await user.paste(Array.from({ length: 2_001 }, (_, n) => `p${n}@example.com`).join('\n'));
    await user.click(screen.getByRole('button', { name: text.email.recipients.addDo }));
    await waitFor(() => expect(seen).toHaveLength(3));
    const sizes = seen.map(({ body }) => (body as { recipients: unknown[] }).recipients.length);
    expect(sizes).toEqual([1_000, 1_000, 1]);
    expect(new Set(seen.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(3);
  });

  it('is not sent while anything is wrong with it', async () => {
    given('get', ONE, draft());
    given('post', `${ONE}/check`, {
      ready: false,
      recipients: 2,
      troubles: [{ code: 'template_draft', sentence: 'The template "Welcome" is a draft.' }],
    });
    const { user } = openHere(PAGE);
    await user.click(await screen.findByRole('button', { name: words.send }));
    expect(await screen.findByText('The template "Welcome" is a draft.')).toBeVisible();
    expect(dialog().getByRole('button', { name: words.send })).toBeDisabled();
  });

  it('is sent after a check and a question', async () => {
    given('get', ONE, draft());
    given('post', `${ONE}/check`, { ready: true, recipients: 2, troubles: [] });
    const seen = given('post', `${ONE}/send`, batch(), 202);
    const { user } = openHere(PAGE);
    await user.click(await screen.findByRole('button', { name: words.send }));
    expect(await screen.findByText(words.sendTitle('November letter', '2 recipients'))).toBeVisible();
    expect(seen).toHaveLength(0);
    await user.click(dialog().getByRole('button', { name: words.send }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('is deleted after a question', async () => {
    given('get', ONE, draft());
    const seen = given('post', `${ONE}/cancel`, {});
    const { user, address } = openHere(PAGE);
    await user.click(await screen.findByRole('button', { name: words.discard }));
    expect(seen).toHaveLength(0);
    await user.click(dialog().getByRole('button', { name: words.discard }));
    await waitFor(() => expect(address()).toContain('tab=batches'));
  });
});

describe('a batch', () => {
  it('shows how far it is and what became of each recipient', async () => {
    given('get', `${ONE}/recipients`, {
      items: [
        recipient(),
        recipient({
          id: 'r2',
          address: 'gone@example.com',
          state: 'refused',
          messageId: undefined as never,
          reason: { code: 'address_invalid', sentence: 'Resend refused the address.' },
        }),
      ],
    });
    openHere(PAGE);
    expect(await screen.findByRole('progressbar', { name: '400 of 1,000 decided' })).toBeVisible();
    expect(await screen.findByText('Resend refused the address.')).toBeVisible();
    expect(screen.getAllByText(text.email.recipients.states.accepted)).not.toHaveLength(0);
  });

  it('calls its template by name', async () => {
    openHere(PAGE);
    expect(await screen.findByRole('link', { name: template().name })).toBeVisible();
  });

  it('calls a template that is gone by its id', async () => {
    refuses('get', `${TEMPLATES}/${TEMPLATE}`, 404, 'not_found');
    openHere(PAGE);
    expect(await screen.findByRole('link', { name: TEMPLATE })).toBeVisible();
  });

  it('shows what was told of one e-mail', async () => {
    given('get', `${OF_W}/integrations/${TEAM}/email-messages/m1`, {
      message: {
        integrationId: TEAM,
        id: 'm1',
        from: 'news@nordlicht.example',
        subject: 'Hello',
        state: 'bounced',
        stateAt: '2026-11-22T08:07:00Z',
        times: {},
        opens: 0,
        clicks: 0,
        bounce: 'permanent',
        bounceMessage: 'No such mailbox.',
        createdAt: '2026-11-22T08:06:00Z',
      },
      events: [{ state: 'sent', at: '2026-11-22T08:06:00Z', receivedAt: '2026-11-22T08:06:01Z' }],
    });
    const { user } = openHere(PAGE);
    await user.click(await screen.findByRole('button', { name: text.email.recipients.lookAt('ada@example.com') }));
    expect(await screen.findByText(/\(for good\): No such mailbox\./)).toBeVisible();
    expect(dialog().getByRole('list', { name: text.email.message.events })).toHaveTextContent('Sent');
  });

  it('that waits for its time is scheduled, and can be cancelled after a question', async () => {
    given('get', ONE, batch({ sendAt: new Date(Date.now() + 3_600_000).toISOString() }));
    const seen = given('post', `${ONE}/cancel`, { batch: batch({ state: 'cancelled' }) });
    const { user } = openHere(PAGE);
    expect(await screen.findByText(/^Scheduled for /)).toBeVisible();
    await user.click(screen.getByRole('button', { name: words.cancel }));
    expect(seen).toHaveLength(0);
    await user.click(dialog().getByRole('button', { name: words.cancel }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('that its provider makes wait says until when and why', async () => {
    given(
      'get',
      ONE,
      batch({ waitingUntil: new Date(Date.now() + 60_000).toISOString(), waitingFor: 'the daily quota' }),
    );
    openHere(PAGE);
    expect(await screen.findByText(/the daily quota\. Nothing is lost/)).toBeVisible();
  });

  it('that stopped says why and is resumed', async () => {
    given('get', ONE, batch({ state: 'stopped', reason: { code: 'domain', sentence: 'The domain is not verified.' } }));
    const seen = given('post', `${ONE}/resume`, batch());
    const { user } = openHere(PAGE);
    expect(await screen.findByText('The domain is not verified.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: words.resume }));
    await waitFor(() => expect(seen).toHaveLength(1));
  });

  it('with a part of which nobody knows leaves it to a person', async () => {
    given('get', ONE, batch({ state: 'done', recipients: { ...batch().recipients, unknown: 100 } }));
    given('get', `${ONE}/parked`, { items: [{ part: 3, tries: 9, unknownSince: '2026-11-21T08:00:00Z' }] });
    const seen = given('post', `${ONE}/parked/3`, batch());
    const { user } = openHere(PAGE);
    await user.click(await screen.findByRole('button', { name: text.email.parts.again }));
    expect(screen.getByText(text.email.parts.againHelp)).toBeVisible();
    await user.click(dialog().getByRole('button', { name: text.email.parts.again }));
    await waitFor(() => expect(seen[0]?.body).toEqual({ sendAgain: true }));
  });

  it('is only watched by viewers', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    openHere(PAGE);
    expect(await screen.findByRole('progressbar')).toBeVisible();
    expect(screen.queryByRole('button', { name: words.cancel })).toBeNull();
  });
});
