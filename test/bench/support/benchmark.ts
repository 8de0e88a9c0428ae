import { type Servers } from './databases';

/** One way of doing the work; a round does some of it and tells how much in what time. */
export interface Contender {
  readonly name: string;
  round(): Promise<Measured>;
}

export interface Measured {
  readonly count: number;
  readonly seconds: number;
}

/** "ours at least `factor` times as fast as this contender"; without a contender, a rate. */
export interface Goal {
  readonly atLeast: number;
  readonly of?: string;
}

export interface Race {
  readonly title: string;
  /** What is counted, per second. */
  readonly unit: string;
  /** Ours is the first; the ratios are ours to each other one. */
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly goals: readonly Goal[];
}

/** Named on the command line; opens what it needs on the server and closes it again. */
export interface Benchmark {
  readonly name: string;
  /** What is compared with what, for the reader of the report. */
  readonly about: string;
  run(
    servers: Servers,
    race: (race: Race) => Promise<void>,
    tell: (figure: SingleFigure) => void,
  ): Promise<void>;
  /** Runs only with `--full`: it takes long. */
  readonly isLong?: boolean;
}

/** What is no rate: a latency, a size. */
export interface SingleFigure {
  readonly title: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly atMost: number };
}

export interface RaceResult {
  readonly title: string;
  readonly unit: string;
  readonly figures: readonly Figure[];
  readonly goals: readonly (Goal & { readonly reached: number; readonly met: boolean })[];
}

export interface Figure {
  readonly name: string;
  /** Per second: the median of the rounds, and all of them. */
  readonly median: number;
  readonly rounds: readonly number[];
  /** Ours to this one: the median of the ratios within each round; 1 for ours. */
  readonly ratio: number;
}

/**
 * Runs the contenders in turn, round after round, each round beginning with another one, so that
 * whatever else the machine does meets all of them. The first round warms up and is not counted.
 */
export async function runRace({
  title,
  unit,
  contenders,
  rounds,
  goals,
}: Race): Promise<RaceResult> {
  const rates = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (round + turn) % contenders.length;
      const { count, seconds } = await contenders[index]!.round();
      if (round > 0) rates[index]!.push(count / seconds);
    }
  }
  const ours = rates[0]!;
  const figures = contenders.map(({ name }, index): Figure => {
    const own = rates[index]!;
    const ratio = median(ours.map((rate, round) => rate / own[round]!));
    return { name, median: median(own), rounds: own, ratio };
  });
  return {
    title,
    unit,
    figures,
    goals: goals.map((goal) => {
      const other = figures.find(({ name }) => name === goal.of);
      if (goal.of !== undefined && !other) throw new Error(`${title}: no contender ${goal.of}`);
      const reached = other === undefined ? figures[0]!.median : other.ratio;
      return { ...goal, reached, met: reached >= goal.atLeast };
    }),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
