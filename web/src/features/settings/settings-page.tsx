import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '~/design/page';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { AccountSection } from './account-section';
import { AppsSection } from './apps-section';
import { AuditSection } from './audit-section';
import { KeysSection } from './keys-section';
import { MembersSection } from './members-section';
import { RoutesSection } from './routes-section';
import { WorkspaceSection } from './workspace-section';

type Section = keyof typeof text.settings.sections;

/** Of the workspace, of the installation, of oneself. */
export function SettingsPage() {
  const { w, section } = useParams({ from: '/w/$w/settings/$section' });
  const may = useMay();
  const screens: Record<Section, ReactNode> = {
    workspace: <WorkspaceSection w={w} />,
    members: <MembersSection w={w} />,
    keys: <KeysSection w={w} />,
    apps: <AppsSection />,
    routes: <RoutesSection w={w} />,
    audit: <AuditSection w={w} />,
    account: <AccountSection />,
  };
  const sections = (Object.keys(screens) as Section[]).filter((one) => one !== 'apps' || may.operator);
  const shown = sections.find((one) => one === section) ?? 'workspace';
  return (
    <Page title={text.settings.title}>
      <nav className="tabs" aria-label={text.settings.title}>
        {sections.map((one) => (
          <Link
            key={one}
            to="/w/$w/settings/$section"
            params={{ w, section: one }}
            aria-current={one === shown ? 'page' : undefined}
          >
            {text.settings.sections[one]}
          </Link>
        ))}
      </nav>
      {screens[shown]}
    </Page>
  );
}
