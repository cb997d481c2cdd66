import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { answerOf, cell, daily, row, sessions, users } from '~/testing/fixtures';
import { given, OF_W } from '~/testing/handlers';
import { openHere } from '~/testing/open';
import { text } from '~/text';

const AT = '/kpis/google_analytics.sessions';
const QUERY = `${OF_W}/kpis/query`;
const HOSTILE = '<img src=x onerror=alert(1)>';

describe('a number', () => {
  it('is drawn with points that say their day, and with a sentence', async () => {
    const { user } = openHere(AT);
    const last = await screen.findByRole('img', { name: '4 Nov: 130, may change' });
    expect(last).toHaveAttribute('tabindex', '0');
    expect(screen.getByText(/Sessions from 1 Nov to 4 Nov: lowest 90, highest 130/)).toBeVisible();
    expect(screen.getByText(/The last 2 days may still change/)).toBeVisible();
    last.focus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByRole('img', { name: '3 Nov: 90, may change' })).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByRole('img', { name: '2 Nov: 120' })).toHaveFocus();
  });

  it('stands in a table too, and as a file', async () => {
    const { user } = openHere(AT);
    await user.click(await screen.findByText(text.kpi.asTable));
    expect(screen.getAllByRole('row')).toHaveLength(5);
    expect(screen.getByRole('link', { name: text.kpi.csv })).toHaveAttribute(
      'href',
      expect.stringContaining('/exports/kpis.csv?'),
    );
  });

  it('is broken down, and names of the provider stay text', async () => {
    const values = [
      row([cell('60')], { kind: 'value', value: HOSTILE }),
      row([cell('30')], { kind: 'rest', values: 12 }),
      row([cell('10')], { kind: 'not_in_breakdown' }),
    ];
    given('get', QUERY, ({ url }) =>
      Response.json(
        url.searchParams.get('dimension') === 'channel'
          ? answerOf([sessions()], [row([cell('100')])], { breakdown: values })
          : daily([sessions()], ['100']),
      ),
    );
    const { user, address } = openHere(AT);
    await user.selectOptions(await screen.findByLabelText(text.kpi.breakdown), 'channel');
    expect(await screen.findByText(HOSTILE)).toBeVisible();
    expect(document.querySelector('img[src="x"]')).toBeNull();
    expect(screen.getByText('All others (12)')).toBeVisible();
    expect(screen.getByText('60.0%')).toBeVisible();
    expect(address()).toContain('by=channel');
  });

  it('says why it has no total', async () => {
    given('get', `${OF_W}/kpis`, { items: [users()] });
    const refused = { code: 'not_additive', reason: 'People are never added up.', instead: 'Ask for 28 days.' };
    const answer = answerOf([users()], [row([cell(undefined, { refused })])]);
    given('get', QUERY, { ...answer, columns: answer.columns.map((column) => ({ ...column, refused })) });
    openHere('/kpis/google_analytics.total_users');
    expect(await screen.findAllByText('People are never added up.')).toHaveLength(2);
    expect(screen.getByText(text.kpi.additivity.as_fetched as string)).toBeVisible();
  });

  it('that does not exist is not found', async () => {
    openHere('/kpis/google_analytics.nothing');
    expect(await screen.findByText(text.problem.notFoundTitle)).toBeVisible();
  });

  it('is compared with what the person chooses', async () => {
    const seen = given('get', QUERY, daily([sessions()], ['100']));
    const { user } = openHere(AT);
    await user.selectOptions(await screen.findByLabelText(text.kpi.compare), 'last_year');
    await waitFor(() => expect(seen.some((one) => one.url.searchParams.get('compare') === 'last_year')).toBe(true));
  });
});
