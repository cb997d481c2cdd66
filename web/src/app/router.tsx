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
import {
  batchSearch,
  connectionSearch,
  connectionsSearch,
  connectSearch,
  emailSearch,
  kpiSearch,
  newBatchSearch,
  overviewSearch,
  runsSearch,
} from './search';
import { Shell } from './shell';

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Root, notFoundComponent: Missing });

const session = () => import('~/features/session');
const overviewFeature = () => import('~/features/overview');
const kpiFeature = () => import('~/features/kpi');
const connectionsFeature = () => import('~/features/connections');
const connectionFeature = () => import('~/features/connection');
const connectFeature = () => import('~/features/connect');
const runsFeature = () => import('~/features/runs');
const emailFeature = () => import('~/features/email');
const attentionFeature = () => import('~/features/attention');
const noticesFeature = () => import('~/features/notices');
const systemFeature = () => import('~/features/system');
const settingsFeature = () => import('~/features/settings');

/**
 * Fetches every screen's code, once the first one is there: whoever loses the network goes on to any of them and is told
 * there, by the page and not by the browser.
 */
export const fetchScreens = (): Promise<unknown> =>
  Promise.allSettled(
    [
      overviewFeature,
      kpiFeature,
      connectionsFeature,
      connectionFeature,
      connectFeature,
      runsFeature,
      emailFeature,
      attentionFeature,
      noticesFeature,
      systemFeature,
      settingsFeature,
    ].map((fetch) => fetch()),
  );

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
  component: lazyRouteComponent(connectFeature, 'ConnectReturn'),
});

const workspace = createRoute({ getParentRoute: () => root, path: '/w/$w', component: Shell });
const overview = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(overviewFeature, 'OverviewPage'),
});
const kpi = createRoute({
  getParentRoute: () => workspace,
  path: '/kpis/$kpi',
  validateSearch: kpiSearch,
  component: lazyRouteComponent(kpiFeature, 'KpiPage'),
});
const connections = createRoute({
  getParentRoute: () => workspace,
  path: '/connections',
  validateSearch: connectionsSearch,
  component: lazyRouteComponent(connectionsFeature, 'ConnectionsPage'),
});
const connection = createRoute({
  getParentRoute: () => workspace,
  path: '/connections/$i',
  validateSearch: connectionSearch,
  component: lazyRouteComponent(connectionFeature, 'ConnectionPage'),
});
const connect = createRoute({
  getParentRoute: () => workspace,
  path: '/connect/$provider',
  validateSearch: connectSearch,
  component: lazyRouteComponent(connectFeature, 'ConnectPage'),
});
const runs = createRoute({
  getParentRoute: () => workspace,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(runsFeature, 'RunsPage'),
});
const run = createRoute({
  getParentRoute: () => workspace,
  path: '/runs/$job',
  component: lazyRouteComponent(runsFeature, 'RunPage'),
});
const email = createRoute({
  getParentRoute: () => workspace,
  path: '/email',
  validateSearch: emailSearch,
  component: lazyRouteComponent(emailFeature, 'EmailPage'),
});
const emailTemplate = createRoute({
  getParentRoute: () => workspace,
  path: '/email/templates/$i/$template',
  component: lazyRouteComponent(emailFeature, 'TemplatePage'),
});
const newTemplate = createRoute({
  getParentRoute: () => workspace,
  path: '/email/templates/$i/new',
  component: lazyRouteComponent(emailFeature, 'NewTemplatePage'),
});
const editTemplate = createRoute({
  getParentRoute: () => workspace,
  path: '/email/templates/$i/$template/edit',
  component: lazyRouteComponent(emailFeature, 'EditTemplatePage'),
});
const newBatch = createRoute({
  getParentRoute: () => workspace,
  path: '/email/batches/new',
  validateSearch: newBatchSearch,
  component: lazyRouteComponent(emailFeature, 'NewBatchPage'),
});
const batch = createRoute({
  getParentRoute: () => workspace,
  path: '/email/batches/$batch',
  validateSearch: batchSearch,
  component: lazyRouteComponent(emailFeature, 'BatchPage'),
});
const attention = createRoute({
  getParentRoute: () => workspace,
  path: '/attention',
  component: lazyRouteComponent(attentionFeature, 'AttentionPage'),
});
const notices = createRoute({
  getParentRoute: () => workspace,
  path: '/notices',
  component: lazyRouteComponent(noticesFeature, 'NoticesPage'),
});
const system = createRoute({
  getParentRoute: () => workspace,
  path: '/system',
  component: lazyRouteComponent(systemFeature, 'SystemPage'),
});
const settings = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/$section',
  component: lazyRouteComponent(settingsFeature, 'SettingsPage'),
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
    email,
    emailTemplate,
    newTemplate,
    editTemplate,
    newBatch,
    batch,
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
