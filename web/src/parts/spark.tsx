import { type Point, parts, path, place } from './scale';

const WIDTH = 200;
const HEIGHT = 32;

/** A trend without an axis, beside the number that says it. */
export function Spark({ points, label }: { points: readonly Point[]; label: string }) {
  const max = Math.max(...points.map((point) => point.value ?? 0));
  const placed = place(points, WIDTH, HEIGHT, max);
  const { final, mayChange } = parts(points, placed);
  return (
    <svg
      className="spark"
      viewBox={`-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="series" d={path(final)} vectorEffect="non-scaling-stroke" />
      <path className="series may-change" d={path(mayChange)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
