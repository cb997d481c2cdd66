import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { EmailHealth, EmailMessageTold, Suppression, SuppressionOrigin } from './types';

export const emailHealthQuery = (w: string) =>
  queryOptions({
    queryKey: [...keys.email(w), 'health'],
    queryFn: ({ signal }): Promise<EmailHealth> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/email-health', { params: { path: { workspace: w } }, signal })),
  });

export const suppressionsQuery = (w: string, origin?: SuppressionOrigin) =>
  infiniteQueryOptions({
    queryKey: [...keys.email(w), 'suppressions', origin ?? ''],
    queryFn: ({ signal, pageParam }): Promise<{ items: Suppression[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/email-suppressions', {
          params: {
            path: { workspace: w },
            query: {
              ...(origin === undefined ? {} : { origin }),
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const useSuppress = (w: string): Act<{ address: string; note?: string }, unknown> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/email-suppressions', {
          params: { path: { workspace: w } },
          headers,
          body,
        }),
      ),
    [keys.email(w)],
  );

export const useUnsuppress = (w: string): Act<string, unknown> =>
  useAct(
    async (address) =>
      answer(
        api.DELETE('/api/v1/workspaces/{workspace}/email-suppressions/{address}', {
          params: { path: { workspace: w, address } },
        }),
      ),
    [keys.email(w)],
  );

/** One e-mail with everything that was told about it. */
export const emailMessageQuery = (w: string, i: string, id: string) =>
  queryOptions({
    queryKey: [...keys.email(w), 'messages', i, id],
    queryFn: ({ signal }): Promise<EmailMessageTold> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/integrations/{integration}/email-messages/{message}', {
          params: { path: { workspace: w, integration: i, message: id } },
          signal,
        }),
      ),
  });
