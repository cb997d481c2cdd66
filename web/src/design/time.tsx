import { agoText, momentText, utcText } from '~/format/times';

/** A moment in the viewer's zone; UTC when pointed at. */
export function Moment({ at, ago = false }: { at: string; ago?: boolean }) {
  return (
    <time dateTime={at} title={utcText(at)}>
      {ago ? agoText(at) : momentText(at)}
    </time>
  );
}
