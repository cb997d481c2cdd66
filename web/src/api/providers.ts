import { queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { AppCheck, OAuthApp, Provider } from './types';

export const providersQuery = queryOptions({
  queryKey: keys.providers,
  queryFn: ({ signal }): Promise<{ items: Provider[] }> => answer(api.GET('/api/v1/providers', { signal })),
  staleTime: 60_000,
});

export const oauthAppsQuery = queryOptions({
  queryKey: keys.oauthApps,
  queryFn: ({ signal }): Promise<{ items: OAuthApp[] }> => answer(api.GET('/api/v1/oauth-apps', { signal })),
});

export type AppEntry = { p: string; clientId: string; clientSecret: string };

export const useEnterApp = (): Act<AppEntry, OAuthApp> =>
  useAct(
    async ({ p, ...body }) =>
      answer(api.PUT('/api/v1/oauth-apps/{provider}', { params: { path: { provider: p } }, body })),
    [keys.oauthApps, keys.providers],
  );

export const useRemoveApp = (): Act<string, unknown> =>
  useAct(
    async (p) => answer(api.DELETE('/api/v1/oauth-apps/{provider}', { params: { path: { provider: p } } })),
    [keys.oauthApps, keys.providers],
  );

export const useCheckApp = (): Act<string, AppCheck> =>
  useAct(
    async (p, headers) =>
      answer(api.POST('/api/v1/oauth-apps/{provider}/check', { params: { path: { provider: p } }, headers })),
    [keys.oauthApps],
  );

export const usePauseProvider = (): Act<{ p: string; reason: string }, unknown> =>
  useAct(
    async ({ p, reason }, headers) =>
      answer(
        api.POST('/api/v1/providers/{provider}/pause', {
          params: { path: { provider: p } },
          headers,
          body: { reason },
        }),
      ),
    [keys.providers, keys.system],
  );

export const useResumeProvider = (): Act<string, unknown> =>
  useAct(
    async (p, headers) =>
      answer(api.POST('/api/v1/providers/{provider}/resume', { params: { path: { provider: p } }, headers })),
    [keys.providers, keys.system],
  );
