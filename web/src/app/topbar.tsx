import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { pauseLive, useLiveState } from '~/api/live';
import { useSignOut } from '~/api/session';
import { Badge, type Tone } from '~/design/badge';
import { Button, buttonClass } from '~/design/button';
import { SelectField } from '~/design/field';
import { Menu } from '~/design/menu';
import { useHere } from '~/parts/workspace';
import { text } from '~/text';
import { THEMES, useTheme } from './theme';

const liveTones = { live: 'ok', polling: 'busy', paused: 'off' } as const satisfies Record<string, Tone>;

export function Topbar({ onOpen }: { onOpen: (what: 'palette' | 'help') => void }) {
  const { session, workspace } = useHere();
  const navigate = useNavigate();
  const live = useLiveState();
  return (
    <header className="topbar">
      {session.workspaces.length > 1 ? (
        <select
          className="select inline"
          aria-label={text.shell.workspace}
          value={workspace.id}
          onChange={(event) => navigate({ to: '/w/$w', params: { w: event.target.value } })}
        >
          {session.workspaces.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      ) : (
        <strong className="break">{workspace.name}</strong>
      )}
      {session.demo && (
        <span className="only-wide">
          <Badge tone="wait">{text.shell.demo}</Badge>
        </span>
      )}
      <span className="grow" />
      <span className="only-wide">
        <Badge tone={liveTones[live]}>{text.shell.live[live]}</Badge>
      </span>
      <Button quiet onClick={() => pauseLive(live !== 'paused')}>
        {live === 'paused' ? text.shell.resumeLive : text.shell.pauseLive}
      </Button>
      <Button onClick={() => onOpen('palette')} className="only-wide">
        {text.shell.paletteOpen}
      </Button>
      <Account onOpen={onOpen} />
    </header>
  );
}

function Account({ onOpen }: { onOpen: (what: 'palette' | 'help') => void }) {
  const { session, workspace } = useHere();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [theme, setTheme] = useTheme();
  const params = { w: workspace.id };
  return (
    <Menu label={`${text.shell.account}: ${session.person?.name ?? ''}`} face={<span aria-hidden="true">☰</span>}>
      <span className="muted small break">
        {session.person?.name} · {session.person?.email}
      </span>
      <SelectField
        label={text.shell.theme}
        value={theme}
        options={THEMES.map((one) => [one, text.shell.themes[one]])}
        onChange={(event) => setTheme(THEMES.find((one) => one === event.target.value) ?? 'system')}
      />
      <Link to="/w/$w/settings/$section" params={{ ...params, section: 'account' }} className={buttonClass({})}>
        {text.settings.sections.account}
      </Link>
      <Link to="/w/$w/settings/$section" params={{ ...params, section: 'workspace' }} className={buttonClass({})}>
        {text.shell.settings}
      </Link>
      <Link to="/w/$w/email" params={params} className={buttonClass({})}>
        {text.shell.email}
      </Link>
      <Link to="/w/$w/system" params={params} className={buttonClass({})}>
        {text.shell.system}
      </Link>
      <Button onClick={() => onOpen('palette')}>{text.shell.paletteOpen}</Button>
      <Button onClick={() => onOpen('help')}>{text.shell.keysTitle}</Button>
      <Button
        busy={signOut.isPending}
        onClick={() =>
          signOut.mutate(undefined, {
            onSuccess: () => {
              client.clear();
              navigate({ to: '/sign-in' });
            },
          })
        }
      >
        {text.shell.signOut}
      </Button>
    </Menu>
  );
}
