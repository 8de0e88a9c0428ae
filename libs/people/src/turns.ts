/** One of those whose turn it can be. */
export interface Candidate {
  readonly subject: string;
  /** More than 0. */
  readonly capacity: number;
}

/** By rule and person: what somebody is owed of the turns so far; below 0 when they had more. */
export type Credits = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** A turn that was given, until it is known whether it was used. */
export interface Turn {
  readonly subject: string;
  /** It was not used: as if it had never been given. */
  readonly takeBack: () => void;
}

/**
 * Gives turns in proportion to capacity, spread evenly (smooth weighted round robin, as nginx spreads
 * requests): with each turn everybody gains what they can take, and whoever has gained most pays for
 * all. Whoever is new begins at nothing, and is owed nothing for the time before.
 */
export class Turns {
  private readonly owed = new Map<string, Map<string, number>>();
  private readonly touched = new Set<string>();

  constructor(credits: Credits) {
    for (const [rule, ofRule] of credits) this.owed.set(rule, new Map(ofRule));
  }

  /** @param candidates at least one, each once */
  next(rule: string, candidates: readonly Candidate[]): Turn {
    const before = this.owed.get(rule);
    const total = capacityOf(candidates);
    const owed = new Map(
      candidates.map(({ subject, capacity }) => [subject, (before?.get(subject) ?? 0) + capacity]),
    );
    const most = Math.max(...owed.values());
    const { subject } = candidates.find((one) => owed.get(one.subject) === most)!;
    owed.set(subject, most - total);
    this.owed.set(rule, owed);
    this.touched.add(rule);
    return { subject, takeBack: () => this.takeBack(rule, subject, candidates) };
  }

  /** What has changed since the last time somebody asked. */
  takeChanges(): Credits {
    const changes = [...this.touched].map((rule) => [rule, new Map(this.owed.get(rule))] as const);
    this.touched.clear();
    return new Map(changes);
  }

  private takeBack(rule: string, chosen: string, candidates: readonly Candidate[]): void {
    const owed = this.owed.get(rule)!;
    for (const { subject, capacity } of candidates) {
      const paid = subject === chosen ? capacityOf(candidates) : 0;
      // Who is no candidate any more is owed nothing.
      const credit = owed.get(subject);
      if (credit !== undefined) owed.set(subject, credit - capacity + paid);
    }
    this.touched.add(rule);
  }
}

export function capacityOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { capacity }) => sum + capacity, 0);
}
