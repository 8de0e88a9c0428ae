import { type DefinitionRef, type Department, never } from '@tasuki/domain';
import { type LeadEvent, type LeadEventOf } from './lead.events';
import { type ByRule } from './lead.values';
import { describeSla } from './sla.words.en';

export const departments: Readonly<Record<Department, string>> = {
  marketing: 'marketing',
  inside_sales: 'inside sales',
  sales: 'sales',
};

const verdicts = { met: 'met', not_met: 'not met', unknown: 'unknown' } as const;

/** The outcomes that everybody uses; a company's own stand as they are. */
const outcomes: ReadonlyMap<string, string> = new Map([
  ['no_answer', 'no answer'],
  ['left_message', 'left a message'],
]);

export function describe(event: LeadEvent): string {
  switch (event.type) {
    case 'LeadCaptured':
      return captured(event.data);
    case 'LeadProfileChanged':
      return profileChanged(event.data);
    case 'LeadConsentChanged':
      return `consent to ${event.data.purpose} ${event.data.given ? 'given' : 'withdrawn'}`;
    case 'LeadActivityRecorded': {
      const { activityType, asset, source } = event.data;
      return `${activityType}${asset ? ` “${asset}”` : ''}${source ? ` through ${source}` : ''}`;
    }
    case 'LeadActivityRetracted':
      return `activity ${event.data.eventId} no longer counts${because(event.data.reason)}`;
    case 'LeadScored': {
      const { total, behaviour, attribute, fact } = event.data;
      const by = definitionName(event.data.definition);
      return `scored ${total} (behaviour ${behaviour}, attributes ${attribute}) for the fact at version ${fact}, ${by}`;
    }
    case 'LeadMarketingQualified':
      return marketingQualified(event.data);
    case 'LeadAssigned': {
      const { assignee, department, by, reason } = event.data;
      const rule = by.kind === 'rule' ? byRule(by) : '';
      return `assigned to ${assignee} (${departments[department]})${rule}${because(reason)}`;
    }
    case 'LeadPutBack':
      return `put back: ${event.data.assignee} has it no longer${because(event.data.reason)}`;
    case 'LeadContacted': {
      const { attempt, channel, outcome, firstContact } = event.data;
      const said = `contact attempt ${attempt} by ${channel}: ${outcomes.get(outcome) ?? outcome}`;
      return firstContact ? `${said}; the first contact of this MQL` : said;
    }
    case 'BantAssessed': {
      const { budget, authority, need, timing } = event.data;
      const said = Object.entries({ budget, authority, need, timing });
      return `BANT assessed: ${said.map(([name, { verdict }]) => `${name} ${verdicts[verdict]}`).join(', ')}`;
    }
    case 'LeadSalesQualified':
      return `sales qualified${event.data.override ? `, criteria overridden: ${event.data.override.reason}` : ''}`;
    case 'LeadAcceptedBySales':
      return `accepted by sales${event.data.owner ? `, owner ${event.data.owner}` : ''}`;
    case 'LeadReturnedBySales':
      return `returned by sales${because(event.data.reason)}`;
    case 'LeadRecycled':
      return `recycled into nurturing, cycle ${event.data.cycle}${because(event.data.reason)}`;
    case 'LeadDisqualified':
      return `disqualified${because(event.data.reason)}`;
    case 'LeadReopened':
      return `reopened, cycle ${event.data.cycle}${because(event.data.reason)}`;
    case 'DealWon': {
      const { value, product, closedOn } = event.data;
      const worth = value ? ` worth ${value.amount} ${value.currency}` : '';
      return `deal won${worth}${product ? `, ${product}` : ''}${closedOn ? `, closed on ${closedOn}` : ''}`;
    }
    case 'DealLost':
      return `deal lost${event.data.competitor ? ` to ${event.data.competitor}` : ''}${because(event.data.reason)}`;
    case 'DealOutcomeCorrected':
      return `outcome corrected, back to accepted${because(event.data.reason)}`;
    case 'CustomerValueRecorded': {
      const { lifetimeValue, churnedOn, asOf } = event.data;
      const worth = lifetimeValue ? ` ${lifetimeValue.amount} ${lifetimeValue.currency}` : '';
      return `customer value${worth} as of ${asOf}${churnedOn ? `, churned on ${churnedOn}` : ''}`;
    }
    case 'SalesFeedbackGiven':
      return `feedback: quality ${event.data.rating} of 5`;
    case 'SlaStarted':
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaMet':
    case 'SlaPaused':
    case 'SlaResumed':
    case 'SlaReplanned':
    case 'SlaCancelled':
      return describeSla(event, departments);
    default:
      return never(event);
  }
}

function captured({ source, company, identityConflict }: LeadEventOf<'LeadCaptured'>['data']) {
  const { channel, campaign, form, external } = source;
  const words = [
    channel && `through ${channel}`,
    campaign && `campaign “${campaign}”`,
    form && `form “${form}”`,
    company?.name && `at ${company.name}`,
    external && `known as ${external.id} in ${external.system}`,
    identityConflict && `its e-mail belongs to lead ${identityConflict.otherLeadId}`,
  ].filter(Boolean);
  return ['captured', words.join(', ')].filter(Boolean).join(' ');
}

function profileChanged(data: LeadEventOf<'LeadProfileChanged'>['data']): string {
  const fields = [
    ...Object.keys(data.person ?? {}),
    ...Object.keys(data.company ?? {}).map((field) => `company ${field}`),
  ];
  const identities = [
    ...data.identitiesSet.map(({ kind }) => `${kind} identity added`),
    ...data.identitiesDropped.map(({ kind }) => `${kind} identity dropped`),
  ];
  const said = [fields.length > 0 && `${fields.join(', ')} changed`, ...identities];
  const conflict =
    data.identityConflict && `its e-mail belongs to lead ${data.identityConflict.otherLeadId}`;
  return `profile: ${[...said, conflict].filter(Boolean).join(', ')} (from ${data.from})`;
}

function byRule({ rule, matched, turn }: ByRule): string {
  const why = [
    ...Object.entries(matched).map(([attribute, value]) => `${attribute} ${value}`),
    turn === undefined
      ? 'had it before'
      : `turn by capacity, ${turn.capacity} of ${turn.of} among ${turn.people}`,
  ];
  return ` by rule “${rule}” (${why.join(', ')})`;
}

function marketingQualified(data: LeadEventOf<'LeadMarketingQualified'>['data']): string {
  switch (data.by) {
    case 'score':
      return `marketing qualified: ${data.score} of ${data.threshold} points`;
    case 'person':
      return `marketing qualified by a person${because(data.reason)}`;
    case 'import':
      return 'marketing qualified, as imported';
    default:
      return never(data.by);
  }
}

function definitionName({ version, hash }: DefinitionRef): string {
  const name = `definition ${version} (${hash.slice(0, 8)})`;
  return version === 0 ? `${name}, provisional` : name;
}

function because(reason: string | undefined): string {
  return reason ? `, reason: ${reason}` : '';
}
