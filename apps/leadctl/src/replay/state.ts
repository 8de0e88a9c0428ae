import { evolve, initial, isOpen, type Lead } from '@tasuki/lead';
import { type RecordedLead } from '@tasuki/lead-service';

export function foldOf(events: readonly RecordedLead[]): Lead {
  return events.reduce<Lead>(evolve, initial);
}

/** What a lead is, for reading: plain data without identity hashes. */
export function stateOf(lead: Lead) {
  const { stage, version, cycle, score, assignee, person, company, live } = lead;
  let activities = 0;
  for (let list = lead.activities; list !== null; list = list.earlier) activities += 1;
  return {
    stage,
    version,
    cycle: cycle.number,
    cycleSince: cycle.since,
    qualified: cycle.qualified,
    definition: cycle.definition,
    score: score && { total: score.total, fact: score.fact, definition: score.definition },
    attempts: cycle.attempts,
    bant: cycle.assessment?.verdicts ?? null,
    assignee,
    company,
    person,
    consents: Object.entries(lead.consents).map(([purpose, { given }]) => ({ purpose, given })),
    knownBy: lead.identities.map(({ kind }) => kind),
    activities,
    retracted: lead.retracted.size,
    live,
  };
}

export type State = ReturnType<typeof stateOf>;

export function stateLines(state: State, isOpened: boolean): readonly string[] {
  const { stage, score, assignee, definition, bant } = state;
  const { role, seniority, ...personal } = state.person;
  const person = { role, seniority, ...(isOpened && personal) };
  const isMql = state.qualified === 'no' ? 'no' : `yes, ${state.qualified}`;
  const lines: readonly (readonly [string, string])[] = [
    [
      'stage',
      stage === null ? 'not captured yet' : `${stage} (${isOpen(stage) ? 'open' : 'closed'})`,
    ],
    ['version', String(state.version)],
    ['cycle', `${state.cycle}, since version ${state.cycleSince}`],
    ['mql', isMql],
    ['definition', definition ? `${definition.version} (${definition.hash.slice(0, 8)})` : 'none'],
    ['score', score ? `${score.total}, for the fact at version ${score.fact}` : 'none'],
    ['attempts', String(state.attempts)],
    ['bant', bant ? listed(bant) : 'not assessed'],
    ['assignee', assignee ? `${assignee.subject} (${assignee.department})` : 'nobody'],
    ['company', listed(state.company) || 'not known'],
    ['person', listed(person) || (isOpened ? 'not known' : 'role and seniority not known')],
    [
      'consents',
      state.consents.map((c) => `${c.purpose} ${c.given ? 'given' : 'withdrawn'}`).join(', ') ||
        'none',
    ],
    ['activities', `${state.activities}, ${state.retracted} of them retracted`],
    ['known by', state.knownBy.join(', ') || 'nothing'],
    ['history', state.live ? 'live' : 'imported only'],
  ];
  return lines.map(([name, value]) => `  ${name.padEnd(10)}  ${value}`);
}

function listed(fields: object): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
}
