import { queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api, type Tagged, tagged } from './client';
import { keys } from './keys';
import type {
  ConnectBegun,
  Coverage,
  Health,
  Integration,
  Operation,
  Price,
  Quota,
  SettingsValues,
  StreamState,
} from './types';

/** A page of this size holds every connection of nearly every workspace; filters find the others. */
export const INTEGRATIONS_MAX = 200;

export type IntegrationFilter = { state?: string; q?: string };

export const integrationsQuery = (w: string, filter: IntegrationFilter = {}) =>
  queryOptions({
    queryKey: [...keys.integrations(w), 'list', filter],
    queryFn: ({ signal }): Promise<{ items: Integration[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/integrations', {
          params: { path: { workspace: w }, query: { ...filter, limit: INTEGRATIONS_MAX } },
          signal,
        }),
      ),
  });

export const integrationQuery = (w: string, i: string) =>
  queryOptions({
    queryKey: keys.integration(w, i),
    queryFn: ({ signal }): Promise<Tagged<Integration>> =>
      tagged(
        api.GET('/api/v1/workspaces/{workspace}/integrations/{integration}', {
          params: { path: { workspace: w, integration: i } },
          signal,
        }),
      ),
  });

export const streamsQuery = (w: string, i: string) =>
  queryOptions({
    queryKey: keys.streams(w, i),
    queryFn: ({ signal }): Promise<{ items: StreamState[]; quotas: Quota[] }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/integrations/{integration}/streams', {
          params: { path: { workspace: w, integration: i } },
          signal,
        }),
      ),
  });

export const coverageQuery = (w: string, i: string, stream: string, first: string, last: string) =>
  queryOptions({
    queryKey: [...keys.coverage(w, i), stream, first, last],
    queryFn: ({ signal }): Promise<Coverage> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/integrations/{integration}/coverage', {
          params: { path: { workspace: w, integration: i }, query: { stream, first, last } },
          signal,
        }),
      ),
  });

const changes = (w: string) => [keys.integrations(w), keys.jobs(w), keys.ledger(w)];
const at = (w: string, i: string) => ({ path: { workspace: w, integration: i } });

export const useSync = (w: string, i: string): Act<string[], Operation> =>
  useAct(
    async (streams, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/sync', {
          params: at(w, i),
          headers,
          body: streams.length === 0 ? {} : { streams },
        }),
      ),
    changes(w),
  );

export type Reread = { first: string; last: string; streams?: string[]; waiver?: boolean };

export const useReread = (w: string, i: string): Act<Reread, Operation> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/reread', {
          params: at(w, i),
          headers,
          body,
        }),
      ),
    changes(w),
  );

export const usePriceBackfill = (w: string, i: string): Act<number, Price> =>
  useAct(async (days, headers) =>
    answer(
      api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/backfill/preview', {
        params: at(w, i),
        headers,
        body: { days },
      }),
    ),
  );

export const useBackfill = (w: string, i: string): Act<number, Operation> =>
  useAct(
    async (days, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/backfill', {
          params: at(w, i),
          headers,
          body: { days },
        }),
      ),
    changes(w),
  );

export const usePause = (w: string, i: string): Act<void, Integration> =>
  useAct(
    async (_, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/pause', {
          params: at(w, i),
          headers,
          body: {},
        }),
      ),
    changes(w),
  );

export const useResume = (w: string, i: string): Act<void, Integration> =>
  useAct(
    async (_, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/resume', { params: at(w, i), headers }),
      ),
    changes(w),
  );

export const useCheckHealth = (w: string, i: string): Act<void, Health> =>
  useAct(
    async (_, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/health-check', {
          params: at(w, i),
          headers,
        }),
      ),
    changes(w),
  );

export const useReconnect = (w: string, i: string): Act<void, ConnectBegun> =>
  useAct(async (_, headers) =>
    answer(
      api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/reconnect', { params: at(w, i), headers }),
    ),
  );

export const useDisconnect = (w: string, i: string): Act<void, { revoked: boolean; message?: string }> =>
  useAct(
    async (_, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/disconnect', { params: at(w, i), headers }),
      ),
    changes(w),
  );

export const useDelete = (w: string, i: string): Act<string, { rows: number; left: string[] }> =>
  useAct(
    async (confirm) =>
      answer(
        api.DELETE('/api/v1/workspaces/{workspace}/integrations/{integration}', {
          params: at(w, i),
          body: { confirm },
        }),
      ),
    [keys.integrations(w), keys.numbers(w)],
  );

export type SettingsChange = {
  settings?: SettingsValues;
  schedule?: { every?: string; standard?: boolean };
  etag: string;
};

export const useChangeSettings = (w: string, i: string): Act<SettingsChange, unknown> =>
  useAct(
    async ({ etag, ...body }) =>
      answer(
        api.PATCH('/api/v1/workspaces/{workspace}/integrations/{integration}/settings', {
          params: { ...at(w, i), header: { 'If-Match': etag } },
          body,
        }),
      ),
    changes(w),
  );
