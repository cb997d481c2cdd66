import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { text } from '~/text';
import { BATCH, BATCHES, emailHealth, TEAM, TEMPLATE, TEMPLATES } from './email';
import { I, J } from './fixtures';
import { API, breaks, given, handlers, OF_W, problem, refuses, waits } from './handlers';
import { openHere } from './open';
import { server } from './server';

type Screen = {
  name: string;
  at: string;
  asks: string;
  shows: RegExp;
  empty?: { body: object; face: string };
};

/** Every screen with the request that fills it, what it then shows, and what it says when there is nothing. */
const screens: Screen[] = [
  {
    name: 'overview',
    at: '',
    asks: `${OF_W}/integrations`,
    shows: /46,018/,
    empty: { body: { items: [] }, face: text.overview.emptyTitle },
  },
  { name: 'KPI', at: '/kpis/google_analytics.sessions', asks: `${OF_W}/kpis`, shows: /Visits that began/ },
  {
    name: 'connections',
    at: '/connections',
    asks: `${OF_W}/integrations`,
    shows: /Nordlicht Shop/,
    empty: { body: { items: [] }, face: text.connections.emptyTitle },
  },
  {
    name: 'connection, status',
    at: `/connections/${I}`,
    asks: `${OF_W}/integrations/${I}/streams`,
    shows: /6,420/,
    empty: { body: { items: [], quotas: [] }, face: text.connection.noStreams },
  },
  {
    name: 'connection, data',
    at: `/connections/${I}?tab=data`,
    asks: `${OF_W}/integrations/${I}/coverage`,
    shows: /Choose a day/,
  },
  {
    name: 'connection, timeline',
    at: `/connections/${I}?tab=timeline`,
    asks: `${OF_W}/jobs`,
    shows: /Schedule/,
    empty: { body: { items: [] }, face: text.connection.noJobs },
  },
  { name: 'connection, settings', at: `/connections/${I}?tab=settings`, asks: `${API}/providers`, shows: /Devices/ },
  {
    name: 'connect',
    at: '/connect/google_analytics',
    asks: `${API}/providers`,
    shows: /Continue with Google Analytics/,
  },
  {
    name: 'runs',
    at: '/runs',
    asks: `${OF_W}/jobs`,
    shows: /Nordlicht Shop · Google Analytics/,
    empty: { body: { items: [] }, face: text.runs.emptyTitle },
  },
  {
    name: 'run',
    at: `/runs/${J}`,
    asks: `${OF_W}/jobs/${J}/attempts`,
    shows: /Try 1/,
    empty: { body: { items: [] }, face: text.runs.noTries },
  },
  {
    name: 'e-mail, health',
    at: '/email',
    asks: `${OF_W}/email-health`,
    shows: /98\.5% of what was sent/,
    empty: { body: emailHealth({ accounts: [] }), face: text.email.noAccount },
  },
  {
    name: 'e-mail, templates',
    at: '/email?tab=templates',
    asks: TEMPLATES,
    shows: /Welcome/,
    empty: { body: { items: [] }, face: text.email.template.none },
  },
  {
    name: 'e-mail, template',
    at: `/email/templates/${TEAM}/${TEMPLATE}`,
    asks: `${TEMPLATES}/${TEMPLATE}`,
    shows: /Nothing is sent/,
  },
  {
    name: 'e-mail, editing a template',
    at: `/email/templates/${TEAM}/${TEMPLATE}/edit`,
    asks: `${TEMPLATES}/${TEMPLATE}`,
    shows: /Batches go on sending/,
  },
  {
    name: 'e-mail, batches',
    at: '/email?tab=batches',
    asks: BATCHES,
    shows: /400 of 1,000 decided/,
    empty: { body: { items: [] }, face: text.email.batch.none },
  },
  {
    name: 'e-mail, new batch',
    at: '/email/batches/new',
    asks: `${OF_W}/email-health`,
    shows: /This makes a draft/,
    empty: { body: emailHealth({ accounts: [] }), face: text.email.noAccount },
  },
  { name: 'e-mail, batch', at: `/email/batches/${BATCH}`, asks: `${BATCHES}/${BATCH}`, shows: /390/ },
  {
    name: 'e-mail, recipients',
    at: `/email/batches/${BATCH}`,
    asks: `${BATCHES}/${BATCH}/recipients`,
    shows: /ada@example\.com/,
    empty: { body: { items: [] }, face: text.email.recipients.none },
  },
  {
    name: 'e-mail, suppressions',
    at: '/email?tab=suppressions',
    asks: `${OF_W}/email-suppressions`,
    shows: /gone@example\.com/,
    empty: { body: { items: [] }, face: text.email.suppression.none },
  },
  { name: 'needs attention', at: '/attention', asks: `${OF_W}/integrations`, shows: /Nothing needs you/ },
  {
    name: 'notices',
    at: '/notices',
    asks: `${OF_W}/notifications`,
    shows: /No notices/,
    empty: { body: { items: [], unread: 0 }, face: text.notices.emptyTitle },
  },
  { name: 'system', at: '/system', asks: `${API}/system/status`, shows: /3 due/ },
  { name: 'settings, workspace', at: '/settings/workspace', asks: OF_W, shows: /Time zone of schedules/ },
  { name: 'settings, members', at: '/settings/members', asks: `${OF_W}/members`, shows: /E-mail of the person/ },
  {
    name: 'settings, keys',
    at: '/settings/keys',
    asks: `${OF_W}/api-keys`,
    shows: /No API keys/,
    empty: { body: { items: [] }, face: text.settings.noKeys },
  },
  {
    name: 'settings, apps',
    at: '/settings/apps',
    asks: `${API}/oauth-apps`,
    shows: /No provider needs one/,
    empty: { body: { items: [] }, face: text.settings.app.none },
  },
  {
    name: 'settings, routes',
    at: '/settings/routes',
    asks: `${OF_W}/notice-routes`,
    shows: /No routes/,
    empty: { body: { items: [] }, face: text.settings.routes.none },
  },
  {
    name: 'settings, audit',
    at: '/settings/audit',
    asks: `${OF_W}/audit-log`,
    shows: /Nothing was done yet/,
    empty: { body: { items: [] }, face: text.settings.audit.none },
  },
  { name: 'settings, account', at: '/settings/account', asks: `${API}/session/sign-ins`, shows: /Change the password/ },
];

describe.each(screens)('the screen $name', ({ at, asks, shows, empty }) => {
  it('loads, fails, is refused, shows what there is, and labels it when it grows old', async () => {
    const fail = waits('get', asks, problem(500, 'internal'), 500);
    const { client } = openHere(at);
    const askAgain = () => client.refetchQueries({ type: 'active' });
    expect(await screen.findAllByText(text.common.loading)).not.toHaveLength(0);

    fail();
    expect(await screen.findAllByText('Detail of internal.')).not.toHaveLength(0);
    expect(screen.getAllByText(text.problem.safe)).not.toHaveLength(0);
    expect(screen.getAllByText('Do something about internal.')).not.toHaveLength(0);
    expect(screen.getAllByText('req-123')).not.toHaveLength(0);
    expect(screen.getAllByText(text.problem.copyId)).not.toHaveLength(0);

    refuses('get', asks, 403, 'forbidden');
    await askAgain();
    expect(await screen.findAllByText(text.problem.forbiddenTitle)).not.toHaveLength(0);
    expect(screen.getAllByText('Do something about forbidden.')).not.toHaveLength(0);

    server.resetHandlers(...handlers);
    await askAgain();
    expect(await screen.findAllByText(shows)).not.toHaveLength(0);

    breaks('get', asks);
    await askAgain();
    await waitFor(() => expect(screen.getAllByText(/Showing what was known at/)).not.toHaveLength(0));
    expect(screen.getAllByText(shows)).not.toHaveLength(0);

    if (empty !== undefined) {
      given('get', asks, empty.body);
      await askAgain();
      expect(await screen.findAllByText(empty.face)).not.toHaveLength(0);
    }
  });
});
