import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { emailHealthQuery } from '~/api/email';
import { integrationsQuery } from '~/api/integrations';
import { causesQuery } from '~/api/jobs';
import { noticesQuery } from '~/api/notices';
import { needsAttention } from '~/parts/states';
import { text } from '~/text';
import { Icon } from './icons';

/**
 * Where one can go. On a phone these stand at the bottom; e-mail, system and settings are then in the menu. E-mail is a
 * place of its own once an account sends any.
 */
export function Nav({ w }: { w: string }) {
  const params = { w };
  const integrations = useQuery(integrationsQuery(w)).data?.items ?? [];
  const causes = useQuery(causesQuery(w)).data?.items ?? [];
  const mail = useQuery(emailHealthQuery(w)).data;
  const unread = useInfiniteQuery(noticesQuery(w)).data?.pages[0]?.unread ?? 0;
  const open = integrations.filter(needsAttention).length + causes.reduce((sum, cause) => sum + cause.letters, 0);
  return (
    <nav className="nav" aria-label={text.shell.navigation}>
      <ul className="plain">
        <li>
          <Link to="/w/$w" params={params} activeOptions={{ exact: true, includeSearch: false }}>
            <Icon name="overview" />
            {text.shell.overview}
          </Link>
        </li>
        <li>
          <Link to="/w/$w/connections" params={params} activeOptions={{ includeSearch: false }}>
            <Icon name="connections" />
            {text.shell.connections}
          </Link>
        </li>
        <li>
          <Link to="/w/$w/runs" params={params} activeOptions={{ includeSearch: false }}>
            <Icon name="runs" />
            {text.shell.runs}
          </Link>
        </li>
        <li>
          <Link to="/w/$w/attention" params={params}>
            <Icon name="attention" />
            {text.shell.attention}
            <Count of={open} words={text.shell.openCount(open)} />
          </Link>
        </li>
        <li>
          <Link to="/w/$w/notices" params={params}>
            <Icon name="notices" />
            {text.shell.notices}
            <Count of={unread} words={text.shell.unread(unread)} />
          </Link>
        </li>
        {(mail?.accounts.length ?? 0) > 0 && (
          <li className="only-wide">
            <Link to="/w/$w/email" params={params} activeOptions={{ includeSearch: false }}>
              <Icon name="email" />
              {text.shell.email}
              <Count of={mail?.parked ?? 0} words={text.email.waiting(mail?.parked ?? 0)} />
            </Link>
          </li>
        )}
        <li className="only-wide">
          <Link to="/w/$w/system" params={params}>
            <Icon name="system" />
            {text.shell.system}
          </Link>
        </li>
        <li className="only-wide">
          <Link to="/w/$w/settings/$section" params={{ w, section: 'workspace' }}>
            <Icon name="settings" />
            {text.shell.settings}
          </Link>
        </li>
      </ul>
    </nav>
  );
}

function Count({ of, words }: { of: number; words: string }) {
  return of === 0 ? null : (
    <span className="pill">
      <span aria-hidden="true">{of}</span>
      <span className="hidden-visually">{words}</span>
    </span>
  );
}
