import { Link } from '@tanstack/react-router';
import type { EmailAccountHealth } from '~/api/types';
import { Badge } from '~/design/badge';
import { Card } from '~/design/page';
import { countText, shareText, smallShareText } from '~/format/numbers';
import { momentText } from '~/format/times';
import { useProviderName } from '~/parts/providers';
import { text } from '~/text';

/** So many deliveries make the lines count; what the API calls `tells`. */
const DELIVERED_MIN = 1_000;

/** One account in the last seven days, beside the lines above which its mail begins to be refused. */
export function AccountCard({ w, of }: { w: string; of: EmailAccountHealth }) {
  const providerName = useProviderName();
  const { figures } = of;
  const share = (part: number, whole: number) => shareText(String(whole === 0 ? 0 : part / whole));
  return (
    <Card title={of.account}>
      <p className="muted small break">
        <Link to="/w/$w/connections/$i" params={{ w, i: of.integrationId }}>
          {providerName(of.provider)}
        </Link>
        {' · '}
        {text.email.window(momentText(of.since))}
        {!of.tells && ` ${text.email.tooLittleHelp(countText(DELIVERED_MIN))}`}
      </p>
      <div className="cards">
        <Figure
          name={text.email.sent}
          value={countText(figures.sent)}
          under={figures.accepted === 0 ? undefined : text.email.accepted(countText(figures.accepted))}
        />
        <Figure
          name={text.email.delivered}
          value={countText(figures.delivered)}
          under={figures.sent === 0 ? undefined : text.email.ofSent(share(figures.delivered, figures.sent))}
        />
        <Lined
          name={text.email.bounced}
          count={figures.bounced}
          rate={of.bounceRate}
          line={of.bounceLine}
          over={of.bouncesOver}
          tells={of.tells}
          share={text.email.ofSent(smallShareText(of.bounceRate))}
          under={text.email.bounceKinds(
            countText(figures.bouncedPermanent),
            countText(figures.bouncedTransient),
            countText(figures.bouncedUndetermined),
          )}
          overHelp={text.email.bouncesOverHelp}
        />
        <Lined
          name={text.email.complained}
          count={figures.complained}
          rate={of.complaintRate}
          line={of.complaintLine}
          over={of.complaintsOver}
          tells={of.tells}
          share={text.email.ofDelivered(smallShareText(of.complaintRate))}
          overHelp={text.email.complaintsOverHelp}
        />
        <Figure
          name={`${text.email.opened}, ${text.email.clicked.toLowerCase()}`}
          value={`${countText(figures.opened)}, ${countText(figures.clicked)}`}
          under={text.email.tracked}
        />
      </div>
    </Card>
  );
}

function Figure({ name, value, under }: { name: string; value: string; under?: string | undefined }) {
  return (
    <div className="stack tight">
      <strong>{name}</strong>
      <span className="figure number">{value}</span>
      {under !== undefined && <span className="small muted break">{under}</span>}
    </div>
  );
}

type LinedProps = {
  name: string;
  count: number;
  rate: string;
  line: string;
  over: boolean;
  tells: boolean;
  share: string;
  under?: string;
  overHelp: string;
};

/** A rate that must stay under its line. The bar is twice as long as the line is far. */
function Lined({ name, count, rate, line, over, tells, share, under, overHelp }: LinedProps) {
  return (
    <div className="stack tight">
      <div className="row">
        <strong>{name}</strong>
        {over ? (
          <Badge tone="bad">{text.email.over}</Badge>
        ) : tells ? (
          <Badge tone="ok">{text.email.under}</Badge>
        ) : (
          <Badge tone="off">{text.email.tooLittle}</Badge>
        )}
      </div>
      <span className="figure number">{countText(count)}</span>
      <meter
        className={over ? 'over' : tells ? undefined : 'mute'}
        min={0}
        max={2 * Number(line)}
        value={Math.min(Number(rate), 2 * Number(line))}
        aria-label={text.email.meter(name, smallShareText(rate), smallShareText(line))}
      />
      <span className="small muted break">
        {share}. {text.email.line(smallShareText(line))}
      </span>
      {under !== undefined && <span className="small muted break">{under}</span>}
      {over && <span className="small break">{overHelp}</span>}
    </div>
  );
}
