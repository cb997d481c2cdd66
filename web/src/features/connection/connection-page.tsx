import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { integrationQuery } from '~/api/integrations';
import type { Integration } from '~/api/types';
import { Page } from '~/design/page';
import { Faces } from '~/parts/faces';
import { useProviderName } from '~/parts/providers';
import { StateLine } from '~/parts/state-line';
import { text } from '~/text';
import { CoverageTab } from './coverage-tab';
import { Deeds } from './deeds';
import { SettingsTab } from './settings-tab';
import { StatusTab } from './status-tab';
import { TimelineTab } from './timeline-tab';

const TABS = ['status', 'data', 'timeline', 'settings'] as const;

/** One account kept in sync: how it is, what is stored of it, what was done, how it is set. */
export function ConnectionPage() {
  const { w, i } = useParams({ from: '/w/$w/connections/$i' });
  const asked = useQuery(integrationQuery(w, i));
  return <Faces of={asked}>{({ value, etag }) => <Known key={i} w={w} of={value} etag={etag} />}</Faces>;
}

function Known({ w, of, etag }: { w: string; of: Integration; etag: string }) {
  const { tab = 'status' } = useSearch({ from: '/w/$w/connections/$i' });
  const providerName = useProviderName();
  return (
    <Page title={of.account.name} aside={<Deeds w={w} of={of} />}>
      <p className="muted break">
        {providerName(of.provider)} · {of.account.id} · {of.account.zone}
        {of.account.currency !== undefined && ` · ${of.account.currency}`}
      </p>
      <div className="card">
        <StateLine of={of} />
      </div>
      <nav className="tabs" aria-label={of.account.name}>
        {TABS.map((one) => (
          <Link
            key={one}
            to="/w/$w/connections/$i"
            params={{ w, i: of.id }}
            search={{ tab: one }}
            aria-current={one === tab ? 'page' : undefined}
          >
            {text.connection.tabs[one]}
          </Link>
        ))}
      </nav>
      {tab === 'status' && <StatusTab w={w} of={of} />}
      {tab === 'data' && <CoverageTab w={w} of={of} />}
      {tab === 'timeline' && <TimelineTab w={w} of={of} />}
      {tab === 'settings' && <SettingsTab w={w} of={of} etag={etag} />}
    </Page>
  );
}
