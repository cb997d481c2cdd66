/** A point of a line: undefined where there is no number. */
export type Point = { at: string; value: number | undefined; mayChange: boolean };

export type Placed = { x: number; y: number; index: number };

/** Round steps for an axis: 1, 2 or 5 times a power of ten. */
export function ticks(max: number, wanted = 4): number[] {
  if (!(max > 0)) {
    return [0, 1];
  }
  const raw = max / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? raw;
  return Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, index) => index * step);
}

/** Points in a box whose zero is at the bottom; negative numbers only occur in corrections and are cut at zero. */
export function place(points: readonly Point[], width: number, height: number, max: number): (Placed | undefined)[] {
  const gap = points.length > 1 ? width / (points.length - 1) : 0;
  return points.map((point, index) =>
    point.value === undefined
      ? undefined
      : {
          x: points.length > 1 ? index * gap : width / 2,
          y: height - (Math.max(0, point.value) / Math.max(max, Number.EPSILON)) * height,
          index,
        },
  );
}

const round = (size: number) => Math.round(size * 10) / 10;

/** An SVG path; a gap where there is no number. */
export function path(placed: readonly (Placed | undefined)[]): string {
  let pen = 'M';
  let drawn = '';
  for (const point of placed) {
    if (point === undefined) {
      pen = 'M';
    } else {
      drawn += `${pen}${round(point.x)} ${round(point.y)}`;
      pen = 'L';
    }
  }
  return drawn;
}

/** Cuts a line where numbers begin to be able to change; both parts share that point. */
export function parts(
  points: readonly Point[],
  placed: readonly (Placed | undefined)[],
): { final: (Placed | undefined)[]; mayChange: (Placed | undefined)[] } {
  const first = points.findIndex((point) => point.mayChange);
  if (first < 0) {
    return { final: [...placed], mayChange: [] };
  }
  return { final: placed.slice(0, first), mayChange: placed.slice(Math.max(0, first - 1)) };
}
