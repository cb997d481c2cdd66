import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { Notice, NoticeRoute } from './types';

export const noticesQuery = (w: string) =>
  infiniteQueryOptions({
    queryKey: keys.notices(w),
    queryFn: ({ signal, pageParam }): Promise<{ items: Notice[]; next?: string; unread: number }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/notifications', {
          params: { path: { workspace: w }, query: pageParam === undefined ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

export const useRead = (w: string): Act<string, unknown> =>
  useAct(
    async (id, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/notifications/{id}/read', {
          params: { path: { workspace: w, id } },
          headers,
        }),
      ),
    [keys.notices(w)],
  );

export const useReadAll = (w: string): Act<void, unknown> =>
  useAct(
    async (_, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/notifications/read-all', {
          params: { path: { workspace: w } },
          headers,
        }),
      ),
    [keys.notices(w)],
  );

export const routesQuery = (w: string) =>
  queryOptions({
    queryKey: keys.routes(w),
    queryFn: ({ signal }): Promise<{ items: NoticeRoute[] }> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/notice-routes', { params: { path: { workspace: w } }, signal })),
  });

export const useKeepRoute = (w: string): Act<{ address: string; kinds: string[]; enabled: boolean }, unknown> =>
  useAct(
    async ({ address, ...body }) =>
      answer(
        api.PUT('/api/v1/workspaces/{workspace}/notice-routes/{address}', {
          params: { path: { workspace: w, address } },
          body,
        }),
      ),
    [keys.routes(w)],
  );

export const useRemoveRoute = (w: string): Act<string, unknown> =>
  useAct(
    async (address) =>
      answer(
        api.DELETE('/api/v1/workspaces/{workspace}/notice-routes/{address}', {
          params: { path: { workspace: w, address } },
        }),
      ),
    [keys.routes(w)],
  );

export const useTestRoute = (w: string): Act<string, unknown> =>
  useAct(async (address, headers) =>
    answer(
      api.POST('/api/v1/workspaces/{workspace}/notice-routes/{address}/test', {
        params: { path: { workspace: w, address } },
        headers,
      }),
    ),
  );
