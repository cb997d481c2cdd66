import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api, type Tagged, tagged } from './client';
import { keys } from './keys';
import type { ApiKey, AuditEntry, Invitation, Member, Role, WorkspaceSummary } from './types';

export const workspaceQuery = (w: string) =>
  queryOptions({
    queryKey: keys.details(w),
    queryFn: ({ signal }): Promise<Tagged<WorkspaceSummary>> =>
      tagged(api.GET('/api/v1/workspaces/{workspace}', { params: { path: { workspace: w } }, signal })),
  });

export type WorkspaceChange = { name: string; zone: string; weekStart: WorkspaceSummary['weekStart']; etag: string };

export const useChangeWorkspace = (w: string): Act<WorkspaceChange, unknown> =>
  useAct(
    async ({ etag, ...body }) =>
      answer(
        api.PATCH('/api/v1/workspaces/{workspace}', {
          params: { path: { workspace: w }, header: { 'If-Match': etag } },
          body,
        }),
      ),
    [keys.details(w), keys.session],
  );

export const membersQuery = (w: string) =>
  queryOptions({
    queryKey: [...keys.members(w), 'members'],
    queryFn: ({ signal }): Promise<{ items: Member[] }> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/members', { params: { path: { workspace: w } }, signal })),
  });

export const useChangeRole = (w: string): Act<{ id: string; role: Role }, unknown> =>
  useAct(
    async ({ id, role }) =>
      answer(
        api.PATCH('/api/v1/workspaces/{workspace}/members/{person}', {
          params: { path: { workspace: w, person: id } },
          body: { role },
        }),
      ),
    [keys.members(w)],
  );

export const useRemoveMember = (w: string): Act<string, unknown> =>
  useAct(
    async (id) =>
      answer(
        api.DELETE('/api/v1/workspaces/{workspace}/members/{person}', {
          params: { path: { workspace: w, person: id } },
        }),
      ),
    [keys.members(w)],
  );

export const invitationsQuery = (w: string) =>
  queryOptions({
    queryKey: [...keys.members(w), 'invitations'],
    queryFn: ({ signal }): Promise<{ items: Invitation[] }> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/invitations', { params: { path: { workspace: w } }, signal })),
  });

export type Invited = { invitation: Invitation; link: string; mailed: boolean };

export const useInvite = (w: string): Act<{ email: string; role: Role }, Invited> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/invitations', { params: { path: { workspace: w } }, headers, body }),
      ),
    [keys.members(w)],
  );

export const useWithdrawInvitation = (w: string): Act<string, unknown> =>
  useAct(
    async (id) =>
      answer(api.DELETE('/api/v1/workspaces/{workspace}/invitations/{id}', { params: { path: { workspace: w, id } } })),
    [keys.members(w)],
  );

export const apiKeysQuery = (w: string) =>
  queryOptions({
    queryKey: keys.apiKeys(w),
    queryFn: ({ signal }): Promise<{ items: ApiKey[] }> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/api-keys', { params: { path: { workspace: w } }, signal })),
  });

export type NewKey = { name: string; role: Role; expiresInDays?: number };

export const useMakeKey = (w: string): Act<NewKey, { apiKey: ApiKey; secret: string }> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/api-keys', { params: { path: { workspace: w } }, headers, body }),
      ),
    [keys.apiKeys(w)],
  );

export const useRevokeKey = (w: string): Act<string, unknown> =>
  useAct(
    async (id) =>
      answer(api.DELETE('/api/v1/workspaces/{workspace}/api-keys/{id}', { params: { path: { workspace: w, id } } })),
    [keys.apiKeys(w)],
  );

export const auditQuery = (w: string) =>
  infiniteQueryOptions({
    queryKey: keys.audit(w),
    queryFn: ({ signal, pageParam }): Promise<{ items: AuditEntry[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/audit-log', {
          params: { path: { workspace: w }, query: pageParam === undefined ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

export const useMakeWorkspace = (): Act<{ name: string; zone: string }, WorkspaceSummary> =>
  useAct(async (body, headers) => answer(api.POST('/api/v1/workspaces', { headers, body })), [keys.session]);
