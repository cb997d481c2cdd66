import { describe, expect, it } from 'vitest';
import { parts, path, place, ticks } from './scale';

const points = [1, undefined, 4, 2].map((value, index) => ({ at: String(index), value, mayChange: index > 1 }));

describe('a scale', () => {
  it('has round steps that reach over the highest value', () => {
    expect(ticks(4_321)).toEqual([0, 2_000, 4_000, 6_000]);
    expect(ticks(0.31)[0]).toBe(0);
    expect(ticks(0.31).at(-1)).toBeGreaterThanOrEqual(0.31);
    expect(ticks(0)).toEqual([0, 1]);
  });

  it('leaves a gap where there is no number, instead of a zero', () => {
    const placed = place(points, 300, 100, 4);
    expect(placed[1]).toBeUndefined();
    expect(path(placed)).toBe('M0 75M200 0L300 50');
  });

  it('cuts the line where numbers may still change', () => {
    const placed = place(points, 300, 100, 4);
    const cut = parts(points, placed);
    expect(cut.final).toHaveLength(2);
    expect(cut.mayChange).toHaveLength(3);
    expect(parts(points.slice(0, 1), placed.slice(0, 1)).mayChange).toEqual([]);
  });
});
