import { attention } from './attention';
import { common } from './common';
import { connect } from './connect';
import { connection } from './connection';
import { connections } from './connections';
import { email } from './email';
import { kpi } from './kpi';
import { notices } from './notices';
import { overview } from './overview';
import { problem } from './problem';
import { runs } from './runs';
import { session } from './session';
import { settings } from './settings';
import { shell } from './shell';
import { simulate } from './simulate';
import { states } from './states';
import { system } from './system';

/** Every text of the screens. A second language is a second object of this type. */
export const text = {
  attention,
  common,
  connect,
  connection,
  connections,
  email,
  kpi,
  notices,
  overview,
  problem,
  runs,
  session,
  settings,
  shell,
  simulate,
  states,
  system,
};

export type Text = typeof text;
