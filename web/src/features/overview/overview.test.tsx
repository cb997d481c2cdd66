import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  answerOf,
  asRole,
  cell,
  integration,
  mer,
  reconnectNeeded,
  row,
  sessions,
  standing,
  users,
} from '~/testing/fixtures';
import { API, given, OF_W } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';
import { chooseKpis } from './choose-kpis';

const numbers = (answer: object) => given('get', `${OF_W}/kpis/query`, answer);

describe('a tile', () => {
  it('shows the number, its change against the days before, and how far it can be trusted', async () => {
    numbers(
      answerOf(
        [sessions()],
        [
          row([
            cell('700', {
              standing: standing({ missingDays: 2, mayChange: true, flags: ['sampled'] }),
              change: { now: '660', before: '600', difference: '60', share: '0.1', standing: standing() },
            }),
          ]),
        ],
        { compared: { first: '2026-09-27', last: '2026-10-24', leftOut: ['2026-11-21'] } },
      ),
    );
    openHere();
    const tile = await screen.findByRole('link', { name: /Sessions/ });
    expect(tile).toHaveTextContent('700');
    expect(tile).toHaveTextContent('10.0%');
    expect(tile).toHaveTextContent('660 after 600 on the days that are compared');
    expect(tile).toHaveTextContent('2 days missing');
    expect(tile).toHaveTextContent('may change');
    expect(tile).toHaveTextContent('sampled by the provider');
    expect(tile).toHaveTextContent('through 21 Nov');
    expect(screen.getByText(/Left out of the comparison because they are not whole: 21 Nov/)).toBeVisible();
  });

  it('tells how far its connection is where the answer does not', async () => {
    const answer = answerOf([sessions()], [row([cell('700')])]);
    numbers({ ...answer, sources: answer.sources.map(({ dataThrough: _, ...source }) => source) });
    openHere();
    expect(await screen.findByRole('link', { name: /Sessions/ })).toHaveTextContent('through 21 Nov');
  });

  it('says why a distinct number has no total', async () => {
    given('get', `${OF_W}/kpis`, { items: [users()] });
    const refused = {
      code: 'not_additive',
      reason: 'Users of different days are never added up.',
      instead: 'Ask for 28 days.',
    };
    numbers(answerOf([users()], [row([cell(undefined, { refused })])]));
    openHere('?days=90');
    expect(await screen.findByText(refused.reason)).toBeVisible();
  });

  it('leaves out a row of accounts that have nothing to do with a number', async () => {
    const refused = { code: 'no_integration', reason: 'No integration of Google Analytics.', instead: 'Connect one.' };
    numbers(answerOf([sessions()], [row([cell('700')], { currency: 'EUR' }), row([cell(undefined, { refused })])]));
    openHere();
    expect(await screen.findAllByRole('link', { name: /Sessions/ })).toHaveLength(1);
    expect(screen.queryByText(refused.reason)).toBeNull();
  });

  it('never adds currencies: there is one for each', async () => {
    const spend = sessions({ id: 'google_analytics.total_revenue', label: 'Total revenue', unit: 'currency' });
    given('get', `${OF_W}/kpis`, { items: [spend] });
    numbers(
      answerOf(
        [spend],
        [
          row([cell('100.50', { currency: 'EUR' })], { currency: 'EUR' }),
          row([cell('200', { currency: 'USD' })], { currency: 'USD' }),
        ],
      ),
    );
    openHere();
    expect(await screen.findByText('€100.50')).toBeVisible();
    expect(screen.getByText('$200.00')).toBeVisible();
  });
});

describe('the overview', () => {
  it('has a banner for each sick source, with the way on', async () => {
    given('get', `${OF_W}/integrations`, { items: [reconnectNeeded(), integration({ id: 'other' })] });
    openHere();
    const banner = (await screen.findByText(/Access was revoked on 21 November/)).closest('.banner') as HTMLElement;
    expect(within(banner).getByRole('button', { name: text.connection.reconnect })).toBeVisible();
    expect(document.querySelectorAll('.banner')).toHaveLength(1);
  });

  it('lets a viewer look and not mend', async () => {
    given('get', `${API}/session`, asRole('viewer'));
    given('get', `${OF_W}/integrations`, { items: [reconnectNeeded()] });
    openHere();
    expect(await screen.findByText(/Access was revoked/)).toBeVisible();
    expect(screen.queryByRole('button', { name: text.connection.reconnect })).toBeNull();
  });

  it('asks for another range by its address', async () => {
    const seen = numbers(answerOf([sessions()], [row([cell('7')])]));
    const { user, address } = openHere();
    await screen.findByText('7');
    await user.click(screen.getByRole('button', { name: '7 days' }));
    expect(address()).toContain('days=7');
    expect(seen.at(-1)?.url.searchParams.get('compare') ?? seen.at(-2)?.url.searchParams.get('compare')).toBe(
      'previous_period',
    );
  });
});

describe('the numbers that are chosen', () => {
  const meta = integration({ id: 'm', provider: 'meta_ads' });

  it('leave out blended ones until both sides are connected', () => {
    expect(chooseKpis([sessions(), mer()], [integration()]).map((kpi) => kpi.id)).toEqual([
      'google_analytics.sessions',
    ]);
    expect(chooseKpis([sessions(), mer()], [integration(), meta]).map((kpi) => kpi.id)).toEqual([
      'google_analytics.sessions',
      'blended.mer',
    ]);
  });

  it('take the first ones of a provider that nobody listed', () => {
    const own = ['a', 'b', 'c', 'd', 'e'].map((name) => sessions({ id: `other.${name}`, provider: 'other', name }));
    expect(chooseKpis(own, [integration({ provider: 'other' })])).toHaveLength(4);
  });
});
