import { createContext, type ReactNode, useContext } from 'react';
import { atLeast } from '~/api/session';
import type { Session, WorkspaceSummary } from '~/api/types';

export type Here = { session: Session; workspace: WorkspaceSummary };

const Place = createContext<Here | undefined>(undefined);

export function WorkspaceScope({ here, children }: { here: Here; children: ReactNode }) {
  return <Place.Provider value={here}>{children}</Place.Provider>;
}

/** The workspace of the screen and who looks at it. */
export function useHere(): Here {
  const here = useContext(Place);
  if (here === undefined) {
    throw new Error('a screen of a workspace stands outside of one');
  }
  return here;
}

/** What this person may do here. The API decides; this only leaves out buttons that it would refuse. */
export function useMay(): { operate: boolean; connect: boolean; manage: boolean; operator: boolean } {
  const { session, workspace } = useHere();
  return {
    operate: atLeast(workspace.role, 'editor'),
    connect: atLeast(workspace.role, 'admin'),
    manage: atLeast(workspace.role, 'admin'),
    operator: session.person?.operator === true,
  };
}
