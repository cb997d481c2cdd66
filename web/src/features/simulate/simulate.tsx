import { useQuery } from '@tanstack/react-query';
import { simulationQuery, useEndSimulation, useSimulate } from '~/api/system';
import { Badge } from '~/design/badge';
import { Button } from '~/design/button';
import { useSay } from '~/design/toasts';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';

/** Breaks the demo's providers on purpose, so that failure and recovery are seen before they matter. */
export function Simulate() {
  const asked = useQuery(simulationQuery);
  const say = useSay();
  const simulate = useSimulate();
  const end = useEndSimulation();
  const faults = asked.data?.faults ?? [];
  const active = faults.filter((fault) => fault.active);
  return (
    <section className="simulate" aria-label={text.simulate.title}>
      <strong>{text.simulate.title}</strong>
      <div className="row">
        {faults.map((fault) => (
          <Button
            key={fault.name}
            small
            aria-pressed={fault.active}
            title={text.simulate.explain[fault.name]}
            busy={simulate.isPending && simulate.variables === fault.name}
            onClick={() =>
              simulate.mutate(fault.name, { onSuccess: () => say(text.simulate.explain[fault.name] ?? fault.name) })
            }
          >
            {text.simulate.faults[fault.name] ?? fault.name}
            {fault.active && <Badge tone="warn">{text.simulate.on}</Badge>}
          </Button>
        ))}
        {active.length > 0 && (
          <Button
            small
            primary
            busy={end.isPending}
            onClick={() => end.mutate(undefined, { onSuccess: () => say(text.simulate.ended) })}
          >
            {text.simulate.end}
          </Button>
        )}
      </div>
      <span className="muted small">{active.length > 0 ? text.simulate.syncNow : text.simulate.help}</span>
      <ProblemNote failure={asked.error ?? simulate.error ?? end.error} />
    </section>
  );
}
