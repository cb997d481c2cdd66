import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import { ProblemFace } from '~/parts/problem-face';
import { Home } from './home';
import { Missing, Root } from './root';
import { connectionSearch, connectionsSearch, connectSearch, kpiSearch, overviewSearch, runsSearch } from './search';
import { Shell } from './shell';

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Root, notFoundComponent: Missing });

const session = () => import('~/features/session');
const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(session, 'SignInPage'),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(session, 'SetUpPage'),
});
const entry = createRoute({
  getParentRoute: () => root,
  path: '/entry',
  component: lazyRouteComponent(session, 'EntryPage'),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(session, 'InvitationPage'),
});
const connectReturn = createRoute({
  getParentRoute: () => root,
  path: '/connect/$id',
  component: lazyRouteComponent(() => import('~/features/connect'), 'ConnectReturn'),
});

const workspace = createRoute({ getParentRoute: () => root, path: '/w/$w', component: Shell });
const overview = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('~/features/overview'), 'OverviewPage'),
});
const kpi = createRoute({
  getParentRoute: () => workspace,
  path: '/kpis/$kpi',
  validateSearch: kpiSearch,
  component: lazyRouteComponent(() => import('~/features/kpi'), 'KpiPage'),
});
const connections = createRoute({
  getParentRoute: () => workspace,
  path: '/connections',
  validateSearch: connectionsSearch,
  component: lazyRouteComponent(() => import('~/features/connections'), 'ConnectionsPage'),
});
const connection = createRoute({
  getParentRoute: () => workspace,
  path: '/connections/$i',
  validateSearch: connectionSearch,
  component: lazyRouteComponent(() => import('~/features/connection'), 'ConnectionPage'),
});
const connect = createRoute({
  getParentRoute: () => workspace,
  path: '/connect/$provider',
  validateSearch: connectSearch,
  component: lazyRouteComponent(() => import('~/features/connect'), 'ConnectPage'),
});
const runs = createRoute({
  getParentRoute: () => workspace,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('~/features/runs'), 'RunsPage'),
});
const run = createRoute({
  getParentRoute: () => workspace,
  path: '/runs/$job',
  component: lazyRouteComponent(() => import('~/features/runs'), 'RunPage'),
});
const attention = createRoute({
  getParentRoute: () => workspace,
  path: '/attention',
  component: lazyRouteComponent(() => import('~/features/attention'), 'AttentionPage'),
});
const notices = createRoute({
  getParentRoute: () => workspace,
  path: '/notices',
  component: lazyRouteComponent(() => import('~/features/notices'), 'NoticesPage'),
});
const system = createRoute({
  getParentRoute: () => workspace,
  path: '/system',
  component: lazyRouteComponent(() => import('~/features/system'), 'SystemPage'),
});
const settings = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('~/features/settings'), 'SettingsPage'),
});

const tree = root.addChildren([
  home,
  signIn,
  setup,
  entry,
  invitation,
  connectReturn,
  workspace.addChildren([
    overview,
    kpi,
    connections,
    connection,
    connect,
    runs,
    run,
    attention,
    notices,
    system,
    settings,
  ]),
]);

export const newRouter = (client: QueryClient, history?: RouterHistory) =>
  createRouter({
    routeTree: tree,
    context: { client },
    ...(history === undefined ? {} : { history }),
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => <ProblemFace failure={error} onRetry={reset} />,
  });

export type AppRouter = ReturnType<typeof newRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
