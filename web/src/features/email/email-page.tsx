import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '~/design/page';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { BatchesTab } from './batches-tab';
import { HealthTab } from './health-tab';
import { PersonTab } from './person-tab';
import { SuppressionsTab } from './suppressions-tab';
import { TemplatesTab } from './templates-tab';

type Tab = keyof typeof text.email.sections;

/** How a workspace's e-mail does, and everything that sends some. */
export function EmailPage() {
  const { w } = useParams({ from: '/w/$w' });
  const { tab = 'health' } = useSearch({ from: '/w/$w/email' });
  const may = useMay();
  const screens: Record<Tab, ReactNode> = {
    health: <HealthTab w={w} />,
    templates: <TemplatesTab w={w} />,
    batches: <BatchesTab w={w} />,
    suppressions: <SuppressionsTab w={w} />,
    person: <PersonTab w={w} />,
  };
  return (
    <Page title={text.email.title}>
      <nav className="tabs" aria-label={text.email.title}>
        {(Object.keys(screens) as Tab[])
          .filter((one) => one !== 'person' || may.manage)
          .map((one) => (
            <Link
              key={one}
              to="/w/$w/email"
              params={{ w }}
              search={{ tab: one }}
              aria-current={one === tab ? 'page' : undefined}
            >
              {text.email.sections[one]}
            </Link>
          ))}
      </nav>
      {screens[tab]}
    </Page>
  );
}
