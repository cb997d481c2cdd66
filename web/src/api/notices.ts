import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api, type Tagged, tagged } from './client';
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
        api.POST('/api/v1/workspaces/{workspace}/notifications/{notification}/read', {
          params: { path: { workspace: w, notification: id } },
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
    queryFn: ({ signal }): Promise<Tagged<{ items: NoticeRoute[] }>> =>
      tagged(api.GET('/api/v1/workspaces/{workspace}/notice-routes', { params: { path: { workspace: w } }, signal })),
  });

export const useKeepRoute = (w: string): Act<NoticeRoute & { etag: string }, unknown> =>
  useAct(
    async ({ address, etag, ...body }) =>
      answer(
        api.PUT('/api/v1/workspaces/{workspace}/notice-routes/{address}', {
          params: { path: { workspace: w, address }, header: { 'If-Match': etag } },
          body,
        }),
      ),
    [keys.routes(w)],
  );

export const useRemoveRoute = (w: string): Act<{ address: string; etag: string }, unknown> =>
  useAct(
    async ({ address, etag }) =>
      answer(
        api.DELETE('/api/v1/workspaces/{workspace}/notice-routes/{address}', {
          params: { path: { workspace: w, address }, header: { 'If-Match': etag } },
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
