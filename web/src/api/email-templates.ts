import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { EmailTemplate, EmailTemplateInList, EmailTemplateWish, TemplatePreview } from './types';

/** Values of a template's variables, by name. */
export type TemplateValues = Readonly<Record<string, string | number>>;

const at = (w: string, i: string, t: string) => ({ path: { workspace: w, integration: i, template: t } });

export const templatesQuery = (w: string, i: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.emailTemplates(w, i), 'list'],
    queryFn: ({ signal, pageParam }): Promise<{ items: EmailTemplateInList[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates', {
          params: {
            path: { workspace: w, integration: i },
            query: pageParam === undefined ? {} : { cursor: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    enabled: i !== '',
    // Each look asks the provider itself, whose rate is limited.
    staleTime: 30_000,
    refetchInterval: false,
  });

export const templateQuery = (w: string, i: string, t: string) =>
  queryOptions({
    queryKey: [...keys.emailTemplates(w, i), 'one', t],
    queryFn: ({ signal }): Promise<EmailTemplate> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates/{template}', {
          params: at(w, i, t),
          signal,
        }),
      ),
    staleTime: 30_000,
    refetchInterval: false,
  });

export const previewQuery = (w: string, i: string, t: string, values: TemplateValues) =>
  queryOptions({
    queryKey: [...keys.emailTemplates(w, i), 'preview', t, values],
    queryFn: ({ signal }): Promise<TemplatePreview> =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates/{template}/preview', {
          params: at(w, i, t),
          body: { values },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    refetchInterval: false,
  });

/** A page for a frame, in which no script runs. */
export function previewAddress(w: string, i: string, t: string, values: TemplateValues): string {
  const query = new URLSearchParams({ values: JSON.stringify(values) });
  return `/api/v1/workspaces/${w}/integrations/${i}/email-templates/${encodeURIComponent(t)}/preview?${query}`;
}

export const useMakeTemplate = (w: string, i: string): Act<EmailTemplateWish, EmailTemplate> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates', {
          params: { path: { workspace: w, integration: i } },
          headers,
          body,
        }),
      ),
    [[...keys.emailTemplates(w, i), 'list']],
  );

/** Replaces the newest version. */
export const useRewriteTemplate = (w: string, i: string, t: string): Act<EmailTemplateWish, EmailTemplate> =>
  useAct(
    async (body) =>
      answer(
        api.PUT('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates/{template}', {
          params: at(w, i, t),
          body,
        }),
      ),
    [keys.emailTemplates(w, i)],
  );

export const usePublish = (w: string, i: string): Act<string, EmailTemplate> =>
  useAct(
    async (t, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates/{template}/publish', {
          params: at(w, i, t),
          headers,
        }),
      ),
    [keys.emailTemplates(w, i)],
  );

export const useDuplicate = (w: string, i: string): Act<string, EmailTemplate> =>
  useAct(
    async (t, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates/{template}/duplicate', {
          params: at(w, i, t),
          headers,
        }),
      ),
    [[...keys.emailTemplates(w, i), 'list']],
  );

export const useDeleteTemplate = (w: string, i: string): Act<string, unknown> =>
  useAct(
    async (t) =>
      answer(
        api.DELETE('/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates/{template}', {
          params: at(w, i, t),
        }),
      ),
    [[...keys.emailTemplates(w, i), 'list']],
  );
