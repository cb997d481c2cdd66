/**
 * Three clocks, always named: days are the account's own and are never moved to another zone, schedules follow the
 * workspace's zone, moments are told in the viewer's zone with UTC beside.
 */
const LOCALE = 'en-GB';

const dayFormat = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dayYearFormat = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const weekdayFormat = new Intl.DateTimeFormat(LOCALE, { weekday: 'short', timeZone: 'UTC' });
const monthFormat = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const timeFormat = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const momentFormat = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A calendar day as a number that can be computed with; no zone is involved. */
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

export const plusDays = (day: string, days: number): string =>
  new Date(at(day) + days * DAY).toISOString().slice(0, 10);

export const daysBetween = (first: string, last: string): number => Math.round((at(last) - at(first)) / DAY);

/** "21 Nov", with the year when it is another than that of `beside`. */
export const dayText = (day: string, beside: string = today()): string =>
  (day.slice(0, 4) === beside.slice(0, 4) ? dayFormat : dayYearFormat).format(at(day));

export const weekday = (day: string): string => weekdayFormat.format(at(day));
/** Monday is 0. */
export const weekdayIndex = (day: string): number => (new Date(at(day)).getUTCDay() + 6) % 7;
export const monthText = (day: string): string => monthFormat.format(at(day));

export const rangeText = (first: string, last: string): string =>
  first === last ? dayText(first) : `${dayText(first)} – ${dayText(last)}`;

const NUMBERS = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
const calendars = new Map<string, Intl.DateTimeFormat>();

/** Not every zone that a server knows is known to a browser: such a one counts as UTC. */
function calendar(zone: string): Intl.DateTimeFormat {
  const known = calendars.get(zone);
  if (known !== undefined) {
    return known;
  }
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-CA', { ...NUMBERS, timeZone: zone });
  } catch {
    made = new Intl.DateTimeFormat('en-CA', { ...NUMBERS, timeZone: 'UTC' });
  }
  calendars.set(zone, made);
  return made;
}

/** Today on the clock of a zone, or of the viewer. */
export const today = (zone?: string, now: Date = new Date()): string =>
  (zone === undefined ? new Intl.DateTimeFormat('en-CA', NUMBERS) : calendar(zone)).format(now);

/** "14:32" when it is within a day, else "21 Nov, 14:32". */
export function momentText(moment: string, now: Date = new Date()): string {
  const date = new Date(moment);
  const near = Math.abs(date.getTime() - now.getTime()) < DAY / 2 || date.toDateString() === now.toDateString();
  return near ? timeFormat.format(date) : momentFormat.format(date);
}

export const utcText = (moment: string): string => `${moment.slice(0, 16).replace('T', ' ')} UTC`;

/** "in 4 min", "3 h ago"; minutes are the finest that a screen needs. */
export function agoText(moment: string, now: Date = new Date()): string {
  const millis = new Date(moment).getTime() - now.getTime();
  const size = Math.abs(millis);
  if (size < MINUTE) {
    return millis > 0 ? 'in less than a minute' : 'just now';
  }
  const span = spanText(size / 1000);
  return millis > 0 ? `in ${span}` : `${span} ago`;
}

/** A length of time in its largest unit: "18 min", "2 h", "3 days". */
export function spanText(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  if (rounded < 60) {
    return `${rounded} s`;
  }
  if (rounded < 5_400) {
    return `${Math.round(rounded / 60)} min`;
  }
  if (rounded < 129_600) {
    return `${Math.round(rounded / 3_600)} h`;
  }
  return `${Math.round(rounded / 86_400)} days`;
}
