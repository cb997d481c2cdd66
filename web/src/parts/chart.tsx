import { useRef, useState } from 'react';
import { text } from '~/text';
import { type Point, parts, path, place, ticks } from './scale';

const WIDTH = 860;
const HEIGHT = 260;
const LEFT = 56;
const BOTTOM = 26;
const LABELS_MAX = 7;

export type ChartPoint = Point & { name: string; words: string };

type Props = {
  points: readonly ChartPoint[];
  /** The days before, under the same places. */
  before?: readonly Point[];
  axis: (value: number) => string;
  summary: string;
};

/** A line over days. Every point can be focused and says its day and number; the arrow keys go from point to point. */
export function Chart({ points, before = [], axis, summary }: Props) {
  const group = useRef<SVGGElement>(null);
  const [current, setCurrent] = useState(points.length - 1);
  const highest = Math.max(0, ...points.map((point) => point.value ?? 0), ...before.map((point) => point.value ?? 0));
  const steps = ticks(highest);
  const max = steps[steps.length - 1] ?? 1;
  const width = WIDTH - LEFT;
  const placed = place(points, width, HEIGHT, max);
  const { final, mayChange } = parts(points, placed);
  const every = Math.max(1, Math.ceil(points.length / LABELS_MAX));
  const drawn = placed.filter((point) => point !== undefined);
  const shown = placed[current] === undefined ? drawn[drawn.length - 1]?.index : current;

  const go = (by: number) => {
    let next = (shown ?? 0) + by;
    while (next >= 0 && next < points.length && placed[next] === undefined) {
      next += by;
    }
    if (next >= 0 && next < points.length) {
      setCurrent(next);
      group.current?.querySelector<SVGElement>(`[data-index="${next}"]`)?.focus();
    }
  };

  return (
    <figure className="stack tight">
      {/* biome-ignore lint/a11y/useSemanticElements: inside an SVG there is no other group */}
      <svg className="chart" viewBox={`0 -12 ${WIDTH + 12} ${HEIGHT + BOTTOM + 14}`} role="group" aria-label={summary}>
        {steps.map((step) => {
          const y = HEIGHT - (step / max) * HEIGHT;
          return (
            <g key={step}>
              <line className="grid" x1={LEFT} x2={WIDTH} y1={y} y2={y} />
              <text x={LEFT - 8} y={y + 4} textAnchor="end">
                {axis(step)}
              </text>
            </g>
          );
        })}
        <g transform={`translate(${LEFT} 0)`} ref={group}>
          {points.map((point, index) =>
            index % every === 0 ? (
              <text
                key={point.at}
                x={points.length > 1 ? (index * width) / (points.length - 1) : width / 2}
                y={HEIGHT + 20}
                textAnchor={index === 0 ? 'start' : 'middle'}
              >
                {point.name}
              </text>
            ) : null,
          )}
          <path className="series before" d={path(place(before, width, HEIGHT, max))} />
          <path className="series" d={path(final)} />
          <path className="series may-change" d={path(mayChange)} />
          {drawn.map((point) => {
            const of = points[point.index];
            return of === undefined ? null : (
              // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a point is read by moving to it
              <circle
                key={of.at}
                data-index={point.index}
                className={of.mayChange ? 'point may-change' : 'point'}
                cx={point.x}
                cy={point.y}
                r={points.length > 120 ? 2 : 4}
                role="img"
                aria-label={of.words}
                tabIndex={point.index === shown ? 0 : -1}
                onFocus={() => setCurrent(point.index)}
                onMouseEnter={() => setCurrent(point.index)}
                onKeyDown={(event) => {
                  if (!event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
                    event.preventDefault();
                    go(event.key === 'ArrowLeft' ? -1 : 1);
                  }
                }}
              >
                <title>{of.words}</title>
              </circle>
            );
          })}
        </g>
      </svg>
      <figcaption className="stack tight">
        <span className="number">{shown === undefined ? text.kpi.noPoints : points[shown]?.words}</span>
        <span className="muted small">{summary}</span>
      </figcaption>
    </figure>
  );
}
