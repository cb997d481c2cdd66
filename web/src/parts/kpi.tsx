import type { KpiCell, KpiChange, KpiEntry, Standing } from '~/api/types';
import { Badge } from '~/design/badge';
import { isNegative, isZero, numberText, shareText } from '~/format/numbers';
import { text } from '~/text';

/** A number with its unit, or why there is none. */
export function Value({ cell, kpi }: { cell: KpiCell; kpi: KpiEntry }) {
  return cell.value === undefined ? (
    <span className="muted">–</span>
  ) : (
    <span className="number">{numberText(cell.value, kpi.unit, cell.currency)}</span>
  );
}

/** Against the days before. The arrow is for the eye, the words are for everybody. */
export function Change({ change, kpi, cell }: { change: KpiChange; kpi: KpiEntry; cell: KpiCell }) {
  if (change.share === undefined || change.before === undefined) {
    return <span className="muted small">{text.overview.noComparison}</span>;
  }
  const share = shareText(change.share);
  const words = (value: string) => numberText(value, kpi.unit, cell.currency);
  // Days that are not whole take no part, so what is compared may be less than what is shown.
  const before =
    change.now === undefined || change.now === cell.value
      ? text.overview.before(words(change.before))
      : text.overview.compared(words(change.now), words(change.before));
  const down = isNegative(change.share);
  return (
    <span className="small" title={before}>
      {isZero(change.share) ? (
        text.overview.same
      ) : (
        <>
          <span aria-hidden="true">{down ? '▼' : '▲'}</span>
          <span className="hidden-visually">{down ? text.overview.down('') : text.overview.up('')}</span> {share}
        </>
      )}
      <span className="muted"> {before}</span>
    </span>
  );
}

/** What has to be known about a number beside its value. */
export function Marks({ standing }: { standing: Standing }) {
  return (
    <>
      {standing.missingDays > 0 && <Badge tone="warn">{text.overview.missingDays(standing.missingDays)}</Badge>}
      {standing.partial && <Badge tone="busy">{text.overview.partial}</Badge>}
      {!standing.partial && standing.mayChange && <Badge tone="off">{text.overview.mayChange}</Badge>}
      {standing.flags
        .filter((flag) => flag !== 'partial')
        .map((flag) => (
          <Badge key={flag} tone="warn">
            {text.kpi.flags[flag] ?? flag.replaceAll('_', ' ')}
          </Badge>
        ))}
    </>
  );
}
