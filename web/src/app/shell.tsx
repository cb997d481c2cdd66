import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useLive } from '~/api/live';
import { sessionQuery } from '~/api/session';
import type { Session } from '~/api/types';
import { Faces } from '~/parts/faces';
import { WorkspaceScope } from '~/parts/workspace';
import { text } from '~/text';
import { KeysHelp } from './keys-help';
import { Nav } from './nav';
import { Offline } from './offline';
import { Palette } from './palette';
import { Missing } from './root';
import { useShortcuts, useSingleKeys } from './shortcuts';
import { Topbar } from './topbar';

const Simulate = lazy(() => import('~/features/simulate').then((feature) => ({ default: feature.Simulate })));

/** Around every screen of a workspace. */
export function Shell() {
  const asked = useQuery(sessionQuery);
  if (asked.data === undefined) {
    return (
      <main className="centre">
        <Faces of={asked}>{() => null}</Faces>
      </main>
    );
  }
  return <Inside session={asked.data} />;
}

function Inside({ session }: { session: Session }) {
  const { w } = useParams({ from: '/w/$w' });
  const workspace = session.workspaces.find((one) => one.id === w);
  if (!session.signedIn) {
    return <Navigate to="/sign-in" search={{ to: globalThis.location.pathname }} replace />;
  }
  if (workspace === undefined) {
    return <Missing />;
  }
  return (
    <WorkspaceScope here={{ session, workspace }}>
      <Frame w={w} demo={session.demo} />
    </WorkspaceScope>
  );
}

function Frame({ w, demo }: { w: string; demo: boolean }) {
  const [opened, setOpened] = useState<'palette' | 'help' | undefined>();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const open = useCallback((what: 'palette' | 'help') => setOpened(what), []);
  const close = () => setOpened(undefined);
  useLive(w);
  useShortcuts(w, singleKeys, open);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {text.shell.skip}
      </a>
      <aside className="sidebar">
        <div className="brand">
          <img src="/favicon.svg" alt="" />
          {text.common.product}
        </div>
        <Nav w={w} />
      </aside>
      <div className="main">
        <Topbar onOpen={open} />
        <main className="content stack" id="content" tabIndex={-1}>
          <Offline />
          {demo && (
            <Suspense>
              <Simulate />
            </Suspense>
          )}
          <div>
            <Suspense>
              <Outlet />
            </Suspense>
          </div>
        </main>
      </div>
      {opened === 'palette' && <Palette w={w} onClose={close} />}
      {opened === 'help' && <KeysHelp singleKeys={singleKeys} onSwitch={setSingleKeys} onClose={close} />}
    </div>
  );
}
