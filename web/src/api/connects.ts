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

/** The same for accounts that a key opens. The key goes with the request and into no key of the cache. */
export const keyPreviewQuery = (w: string, access: Pick<KeyEntry, 'provider' | 'kind' | 'key'>, body: Choice) =>
  queryOptions({
    queryKey: ['w', w, 'key-price', access.provider, body],
    queryFn: ({ signal }): Promise<Price> =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/keys/preview', {
          params: { path: { workspace: w } },
          headers: { 'Idempotency-Key': crypto.randomUUID() },
          body: { ...access, ...body },
          signal,
        }),
      ),
    enabled: body.accounts.length > 0,
    refetchInterval: false,
    staleTime: 60_000,
    gcTime: 0,
  });

/** A new connection may be the first that sends e-mail, which then has a place of its own. */
const changes = (w: string) => [keys.integrations(w), keys.jobs(w), [...keys.email(w), 'health']];

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
    changes(w),
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
    changes(w),
  );
