import { useRef, useState } from 'react';
import type { CoverageDay } from '~/api/types';
import { Moment } from '~/design/time';
import { countText } from '~/format/numbers';
import { dayText, weekday, weekdayIndex } from '~/format/times';
import { dayStates } from '~/parts/states';
import { text } from '~/text';

const STATES = ['final', 'settling', 'open', 'missing', 'skipped'] as const;
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const look = (day: Pick<CoverageDay, 'state' | 'problem'>) =>
  `day ${day.state}${day.problem === 'none' ? '' : ` ${day.problem}`}`;

function words(day: CoverageDay): string {
  return [
    `${weekday(day.day)} ${dayText(day.day)}: ${dayStates[day.state]}`,
    day.problem === 'none' ? undefined : text.states.problems[day.problem],
    day.state === 'missing' ? undefined : text.connection.dayRows(countText(day.rows)),
    day.reason,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** The days of a month, each a button that tells what is known of it. One is in the tab order, arrows move. */
export function Calendar({ days }: { days: CoverageDay[] }) {
  const grid = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string | undefined>();
  const focusable = chosen ?? days[days.length - 1]?.day;
  const offset = days[0] === undefined ? 0 : weekdayIndex(days[0].day);
  const detail = days.find((day) => day.day === chosen);
  const move = (from: number, by: number) => {
    const to = days[from + by];
    if (to !== undefined) {
      setChosen(to.day);
      grid.current?.querySelector<HTMLElement>(`[data-day="${to.day}"]`)?.focus();
    }
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons laid out as a month */}
      <div className="calendar" role="group" aria-label={text.connection.calendar} ref={grid}>
        {Array.from({ length: 7 }, (_, index) => `2024-01-0${index + 1}`).map((monday) => (
          <span key={monday} className="weekday" aria-hidden="true">
            {weekday(monday)}
          </span>
        ))}
        {days.map((day, index) => (
          <button
            key={day.day}
            type="button"
            data-day={day.day}
            className={`${look(day)}${index === 0 ? ` from-${offset}` : ''}`}
            aria-label={words(day)}
            aria-pressed={day.day === chosen}
            tabIndex={day.day === focusable ? 0 : -1}
            onClick={() => setChosen(day.day)}
            onKeyDown={(event) => {
              const by = STEPS[event.key];
              if (by !== undefined && !event.altKey) {
                event.preventDefault();
                move(index, by);
              }
            }}
          >
            {Number(day.day.slice(8))}
            {day.problem !== 'none' && (
              <span className="mark" aria-hidden="true">
                {day.problem === 'held' ? '?' : '✕'}
              </span>
            )}
          </button>
        ))}
      </div>
      <p role="status" className="break">
        {detail === undefined ? text.connection.noDay : <Detail day={detail} />}
      </p>
    </>
  );
}

function Detail({ day }: { day: CoverageDay }) {
  return (
    <>
      <strong>{words(day)}</strong>
      {day.version > 1 && ` · ${text.connection.version(day.version)}`}
      {day.fetchedAt !== undefined && (
        <>
          {' · '}
          {text.connection.fetched('')}
          <Moment at={day.fetchedAt} />
        </>
      )}
      {day.changedAt !== undefined && (
        <>
          {' · '}
          {text.connection.changed('')}
          <Moment at={day.changedAt} />
        </>
      )}
      {day.nextDueAt !== undefined && (
        <>
          {' · '}
          {text.connection.due('')}
          <Moment at={day.nextDueAt} />
        </>
      )}
      {day.flags.length > 0 && ` · ${day.flags.join(', ').replaceAll('_', ' ')}`}
    </>
  );
}

export function Legend() {
  return (
    <ul className="plain row small legend" aria-label={text.connection.legend}>
      {STATES.map((state) => (
        <li key={state} className="row">
          <span className={`day ${state}`} aria-hidden="true" /> {dayStates[state]}
        </li>
      ))}
      <li className="row">
        <span className="day settling failed" aria-hidden="true">
          <span className="mark">✕</span>
        </span>{' '}
        {text.states.problems.failed}
      </li>
      <li className="row">
        <span className="day settling held" aria-hidden="true">
          <span className="mark">?</span>
        </span>{' '}
        {text.states.problems.held}
      </li>
    </ul>
  );
}
