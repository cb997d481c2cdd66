import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api } from './client';
import { keys } from './keys';
import type { KpiAnswer, KpiEntry } from './types';

export const catalogueQuery = (w: string) =>
  queryOptions({
    queryKey: keys.kpis(w),
    queryFn: ({ signal }): Promise<{ items: KpiEntry[] }> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/kpis', { params: { path: { workspace: w } }, signal })),
    staleTime: 60_000,
  });

/** A question to the stored numbers; days are the accounts' own. */
export type Question = {
  kpis: readonly string[];
  first: string;
  last: string;
  grain: 'day' | 'week' | 'month' | 'quarter' | 'total';
  dimension?: string;
  top?: number;
  compare?: 'none' | 'previous_period' | 'last_year';
  integrations?: readonly string[];
};

function query(question: Question) {
  const { kpis, integrations, top, ...rest } = question;
  return {
    ...rest,
    kpis: kpis.join(','),
    ...(top === undefined ? {} : { top: String(top) }),
    ...(integrations === undefined || integrations.length === 0 ? {} : { integrations: integrations.join(',') }),
  };
}

export const numbersQuery = (w: string, question: Question) =>
  queryOptions({
    queryKey: [...keys.numbers(w), question],
    queryFn: ({ signal }): Promise<KpiAnswer> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/kpis/query', {
          params: { path: { workspace: w }, query: query(question) },
          signal,
        }),
      ),
    enabled: question.kpis.length > 0,
    placeholderData: keepPreviousData,
  });

/** Where a browser downloads the same numbers as CSV. */
export function csvAddress(w: string, question: Question): string {
  const parameters = new URLSearchParams(Object.entries(query(question)).map(([name, value]) => [name, String(value)]));
  return `/api/v1/workspaces/${w}/exports/kpis.csv?${parameters}`;
}
