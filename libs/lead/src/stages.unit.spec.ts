import { decide } from './lead.decide';
import { type LeadCommand, type LeadCommandType } from './lead.commands';
import * as commands from './lead.commands.spec-support';
import { type LeadEvent } from './lead.events';
import {
  activity,
  assigned,
  itsSla,
  slaPaused,
  slaStarted,
  storyOf,
} from './lead.events.spec-support';
import {
  assertStorable,
  contextFor,
  idOf,
  leadOf,
  refusalOf,
} from './given-when-then.spec-support';
import { isOpen, type Stage, stages, stageTable } from './stages';

/**
 * `=` stays, `-` is refused. Written by hand from what was agreed, so that an edit of `stageTable`
 * does not pass unseen.
 */
const agreed = `
                     nurturing     mql           contacted     sql           accepted      won       lost       disqualified
CaptureLead          =             =             =             =             =             =         =          =
ChangeProfile        =             =             =             =             =             =         =          =
ChangeConsent        =             =             =             =             =             =         =          =
RecordActivity       =             =             =             =             =             =         =          =
RetractActivity      =             =             =             =             =             =         =          =
GiveFeedback         =             =             =             =             =             =         =          =
RecordScore          mql           =             =             =             =             =         =          =
AssignLead           =             =             =             =             =             -         -          -
AssignByRule         =             =             =             =             =             =         =          =
ClaimLead            =             =             =             =             =             -         -          -
PutBackLead          =             =             =             =             =             -         -          -
RecordContact        =             contacted     =             =             =             -         -          -
PromoteLead          mql           -             -             -             -             -         -          -
AssessBant           -             -             =             =             -             -         -          -
QualifyLead          -             -             sql           -             -             -         -          -
AcceptLead           -             -             -             accepted      -             -         -          -
ReturnLead           -             -             -             contacted     contacted     -         -          -
RecycleLead          -             nurturing     nurturing     -             -             -         -          -
DisqualifyLead       disqualified  disqualified  disqualified  disqualified  disqualified  -         -          -
ReopenLead           -             -             -             -             -             -         nurturing  nurturing
WinDeal              -             -             -             -             won           -         -          -
LoseDeal             -             -             -             -             lost          -         -          -
CorrectOutcome       -             -             -             -             -             accepted  accepted   -
RecordCustomerValue  -             -             -             -             -             =         -          -
PauseSla             -             =             =             =             -             -         -          -
ResumeSla            -             =             =             =             -             -         -          -
ReplanSla            -             =             =             =             -             -         -          -
`;

/** An example of each, and the events that it makes of a lead where it is allowed. */
const examples: readonly (readonly [LeadCommand, ...LeadEvent['type'][]])[] = [
  [commands.captureLead({ source: { form: 'contact' } }), 'LeadActivityRecorded'],
  [commands.changeProfile({ person: { role: 'CTO' } }), 'LeadProfileChanged'],
  [commands.changeConsent(), 'LeadConsentChanged'],
  [commands.recordActivity(), 'LeadActivityRecorded'],
  [commands.retractActivity(idOf(2)), 'LeadActivityRetracted'],
  [commands.giveFeedback(), 'SalesFeedbackGiven'],
  [commands.recordScore({ total: 50 }), 'LeadScored'],
  [commands.assignLead(), 'LeadAssigned'],
  [commands.assignByRule(), 'LeadAssigned'],
  [commands.claimLead(), 'LeadAssigned'],
  [commands.putBackLead(), 'LeadPutBack'],
  [commands.recordContact(), 'LeadContacted'],
  [commands.promoteLead(), 'LeadMarketingQualified'],
  [commands.assessBant(), 'BantAssessed'],
  [commands.qualifyLead({ override: { reason: 'known_customer' } }), 'LeadSalesQualified'],
  [commands.acceptLead(), 'LeadAcceptedBySales'],
  [commands.returnLead(), 'LeadReturnedBySales'],
  [commands.recycleLead(), 'LeadRecycled'],
  [commands.disqualifyLead(), 'LeadDisqualified'],
  [commands.reopenLead(), 'LeadReopened'],
  [commands.winDeal(), 'DealWon'],
  [commands.loseDeal(), 'DealLost'],
  [commands.correctOutcome(), 'DealOutcomeCorrected'],
  [commands.recordCustomerValue(), 'CustomerValueRecorded'],
  [commands.pauseSla(itsSla), 'SlaPaused'],
  [commands.resumeSla(itsSla), 'SlaResumed'],
  [commands.replanSla(itsSla, { dueAt: '2026-06-01T00:00:00Z' }), 'SlaReplanned'],
];

interface Cell {
  readonly stage: Stage;
  /** `null` where the command is refused. */
  readonly leadsTo: Stage | null;
}

const [header, ...rows] = agreed
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/));
const cellsOf = new Map(
  rows.map(([command, ...cells]) => [
    command as LeadCommandType,
    cells.map((cell, column): Cell => {
      const stage = header![column] as Stage;
      const leadsTo = cell === '=' ? stage : (cell as Stage);
      return { stage, leadsTo: cell === '-' ? null : leadsTo };
    }),
  ]),
);
const decideAfter = (command: LeadCommand, history: readonly LeadEvent[]) => {
  const lead = leadOf(...history);
  return decide(command, lead, contextFor(lead));
};

/** Captured, a download, and then what brought it into the stage; its score would make it MQL. */
function historyIn(stage: Stage): LeadEvent[] {
  const [captured, ...rest] = storyOf[stage];
  return [captured!, activity(), ...rest];
}

/** A deadline that can be paused, or is; somebody who can put the lead back. */
function withDeadline(history: LeadEvent[], { type }: LeadCommand): LeadEvent[] {
  if (type === 'PutBackLead') return [...history, assigned()];
  if (!type.endsWith('Sla')) return history;
  const running = [...history, slaStarted('sqlDecision')];
  return type === 'ResumeSla' ? [...running, slaPaused('sqlDecision')] : running;
}

function typesMade(
  { type }: LeadCommand,
  stage: Stage,
  types: readonly LeadEvent['type'][],
): LeadEvent['type'][] {
  if (type === 'AssignByRule') return stage === 'mql' ? [...types] : [];
  if (type !== 'RecordScore') return [...types];
  if (!isOpen(stage)) return [];
  return stage === 'nurturing' ? ['LeadScored', 'LeadMarketingQualified'] : ['LeadScored'];
}

describe.each(examples.map(([command, ...types]) => ({ command, types })))(
  '$command.type',
  ({ command, types }) => {
    const cells = cellsOf.get(command.type)!;
    const allowed = cells.filter(({ leadsTo }) => leadsTo !== null);
    const refused = cells.filter(({ leadsTo }) => leadsTo === null);

    it.each(allowed)('in $stage leads to $leadsTo', ({ stage, leadsTo }) => {
      const history = withDeadline(historyIn(stage), command);
      const events = decideAfter(command, history);
      events.forEach(assertStorable);
      const made = events.map(({ type }) => type).filter((type) => type !== 'SlaStarted');
      expect(made).toEqual(typesMade(command, stage, types));
      expect(leadOf(...history, ...events).stage).toBe(leadsTo);
    });

    if (refused.length > 0) {
      it.each(refused)('is refused in $stage, and says where it is allowed', ({ stage }) => {
        const refusal = refusalOf(() => decideAfter(command, historyIn(stage)));
        const allowedIn = allowed.map((cell) => cell.stage);
        expect(refusal.code).toBe('not_allowed_in_stage');
        expect(refusal.message).toBe(
          `${command.type} is not allowed in stage ${stage}; it is allowed in ${allowedIn.join(', ')}`,
        );
        expect(refusal.details).toEqual({ command: command.type, stage, allowedIn });
      });
    }

    it('stands in the table of stages as agreed', () => {
      expect(stageTable[command.type].allowedIn).toEqual(allowed.map(({ stage }) => stage));
      const { leadsTo, remark } = stageTable[command.type];
      const others = allowed.filter(
        (cell) => cell.leadsTo !== (leadsTo === 'same' ? cell.stage : leadsTo),
      );
      const inRemark = others.map((cell) => `${cell.stage} → ${cell.leadsTo}`);
      expect(remark ?? '').toContain(inRemark.join(', '));
    });

    if (command.type !== 'CaptureLead') {
      it('needs a lead that was captured', () => {
        expect(refusalOf(() => decideAfter(command, [])).code).toBe('lead_not_found');
      });
    }
  },
);

describe('the table of stages', () => {
  it('names every command; an import and a timer are judged by their own rules', () => {
    const known = [...cellsOf.keys(), 'ImportHistory', 'RecordSlaTimer'].sort();
    expect(Object.keys(stageTable).sort()).toEqual(known);
    expect(examples.map(([{ type }]) => type)).toEqual([...cellsOf.keys()]);
    expect(stageTable.ImportHistory.allowedIn).toEqual(stages);
    expect(stageTable.RecordSlaTimer.allowedIn).toEqual(stages);
  });

  it('has the open and the closed stages in the order of a lead’s life', () => {
    expect(stages).toEqual(header);
    expect(stages.filter(isOpen)).toEqual(['nurturing', 'mql', 'contacted', 'sql', 'accepted']);
  });
});
