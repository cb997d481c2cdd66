import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import { forgetSession, sessionTold } from './session-state';
import type { InvitationMet, Role, Session, SignIn } from './types';

function told(session: Session): Session {
  sessionTold(session.signedIn, session.csrfToken);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }) => told(await answer(api.GET('/api/v1/session', { signal }))),
  staleTime: 60_000,
  refetchInterval: false,
});

/** Puts a session that a deed answered with where every screen finds it. */
export function keepSession(client: QueryClient, session: Session): void {
  client.setQueryData(keys.session, told(session));
}

export type Credentials = { email: string; password: string };

export const useSignIn = (): Act<Credentials, Session> =>
  useAct(async (body, headers) => answer(api.POST('/api/v1/session', { body, headers })));

export type SetUp = { token: string; email: string; name: string; password: string };

export const useSetUp = (): Act<SetUp, Session> =>
  useAct(async (body, headers) => answer(api.POST('/api/v1/setup', { body, headers })));

export const useEntry = (): Act<string, Session> =>
  useAct(async (token, headers) => answer(api.POST('/api/v1/entry', { body: { token }, headers })));

export type Acceptance = { token: string; name?: string; password: string };

export const useAcceptInvitation = (): Act<Acceptance, Session> =>
  useAct(async (body, headers) => answer(api.POST('/api/v1/invitation/accept', { body, headers })));

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }): Promise<InvitationMet> =>
      answer(api.GET('/api/v1/invitation', { headers: { 'X-Invitation-Token': token }, signal })),
    refetchInterval: false,
  });

export const useSignOut = (): Act<void, unknown> =>
  useAct(async () => {
    await answer(api.DELETE('/api/v1/session'));
    forgetSession();
  });

export const signInsQuery = queryOptions({
  queryKey: keys.signIns,
  queryFn: ({ signal }): Promise<{ items: SignIn[] }> => answer(api.GET('/api/v1/session/sign-ins', { signal })),
});

export const useEndSignIn = (): Act<string, unknown> =>
  useAct(
    async (id) => answer(api.DELETE('/api/v1/session/sign-ins/{id}', { params: { path: { id } } })),
    [keys.signIns],
  );

export const useChangePassword = (): Act<{ current: string; next: string }, unknown> =>
  useAct(async (body) => answer(api.PUT('/api/v1/session/password', { body })), [keys.signIns]);

const ranks: readonly Role[] = ['viewer', 'editor', 'admin', 'owner'];

/** Whether a role may do what needs at least another. */
export const atLeast = (role: Role, least: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(least);
