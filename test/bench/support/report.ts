import { type RaceResult, type SingleFigure } from './benchmark';
import { type Machine } from './machine';

export function machineLine({
  date,
  system,
  cores,
  cpu,
  memoryGiB,
  node,
  postgres,
}: Machine): string {
  return `${date}, ${system}, ${cores} cores (${cpu}), ${memoryGiB} GiB, Node ${node}, PostgreSQL ${postgres}, fsync on`;
}

/** One race as text: what each did in a second, how it varied, and the goals with met or missed. */
export function raceText({ title, unit, figures, goals }: RaceResult): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const lines = figures.map(({ name, median, rounds, ratio }) => {
    const range = `${whole(Math.min(...rounds))} – ${whole(Math.max(...rounds))}`;
    const beside = ratio === 1 ? '' : `ours ${ratio.toFixed(2)} ×`;
    return `  ${name.padEnd(width)} ${whole(median).padStart(9)} ${unit}  ${beside.padEnd(13)} (${range})`;
  });
  const goalLines = goals.map(({ atLeast, of, reached, met }) => {
    const goal = of === undefined ? `${whole(atLeast)} ${unit}` : `${atLeast} × ${of}`;
    const got = of === undefined ? whole(reached) : `${reached.toFixed(2)} ×`;
    return `  goal: at least ${goal}: ${got}, ${met ? 'met' : 'missed'}`;
  });
  return [title, ...lines, ...goalLines].join('\n');
}

export function figureText({ title, value, unit, goal }: SingleFigure): string {
  const text = `${title}: ${Number(value.toPrecision(3)).toLocaleString('en')} ${unit}`;
  if (goal === undefined) return text;
  return `${text}; goal: at most ${goal.atMost} ${unit}, ${value <= goal.atMost ? 'met' : 'missed'}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
