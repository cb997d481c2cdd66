import { queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { Connect, ConnectBegun, CredentialKind, Integration, Price, SettingsValues, Started } from './types';

const WAIT_MILLIS = 1_500;

/** Asks again while the browser is at the provider; the other window's message only makes it sooner. */
export const connectQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: keys.connect(w, id),
    queryFn: ({ signal }): Promise<Connect> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/connects/{connect}', {
          params: { path: { workspace: w, connect: id } },
          signal,
        }),
      ),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? WAIT_MILLIS : false),
    staleTime: 0,
  });

export const useBeginConnect = (w: string): Act<{ provider: string }, ConnectBegun> =>
  useAct(async (body, headers) =>
    answer(api.POST('/api/v1/workspaces/{workspace}/connects', { params: { path: { workspace: w } }, headers, body })),
  );

export type Choice = { accounts: string[]; settings: SettingsValues; backfillDays: number };

export const previewQuery = (w: string, id: string, body: Choice) =>
  queryOptions({
    queryKey: [...keys.connect(w, id), 'preview', body],
    queryFn: ({ signal }): Promise<Price> =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/connects/{connect}/preview', {
          params: { path: { workspace: w, connect: id } },
          headers: { 'Idempotency-Key': crypto.randomUUID() },
          body,
          signal,
        }),
      ),
    enabled: body.accounts.length > 0,
    refetchInterval: false,
    staleTime: 60_000,
  });

export const useChoose = (w: string, id: string): Act<Choice, Started> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/connects/{connect}/choice', {
          params: { path: { workspace: w, connect: id } },
          headers,
          body,
        }),
      ),
    [keys.integrations(w), keys.jobs(w)],
  );

export type KeyEntry = {
  provider: string;
  kind: CredentialKind;
  key: string;
  accounts?: string[];
  settings?: SettingsValues;
  backfillDays?: number;
  reconnect?: string;
};

type KeyAnswer = Partial<Started> & { accounts?: Connect['accounts']; reconnected?: Integration };

export const useEnterKey = (w: string): Act<KeyEntry, KeyAnswer> =>
  useAct(
    async (body, headers) =>
      answer(api.POST('/api/v1/workspaces/{workspace}/keys', { params: { path: { workspace: w } }, headers, body })),
    [keys.integrations(w), keys.jobs(w)],
  );
