import { planRow } from './plan';
import { readMapping } from './read-mapping';
import { rowOf } from './row.spec-support';

const now = '2026-01-01T00:00:00.000Z';

/** The shape of a CRM's export: opportunities, joined to accounts and to the sales teams. */
const crm = readMapping(
  `
system: crm
externalId: opportunity_id
timezone: America/New_York
nulls: ['null']
join:
  accounts: { file: accounts.csv, key: account, on: account }
  teams: { file: teams.csv, key: sales_agent, on: sales_agent }
skip:
  - { column: deal_stage, is: [Test, Spam] }
require: [sales_agent]
lead:
  occurredAt:
    { column: engage_date, format: dd-MM-yyyy, fallback: { constant: 2016-10-01 } }
  source: { campaign: { column: product, values: { GTXPro: GTX Pro } } }
  person: { email: contact }
  company:
    name: account
    industry: { column: accounts.sector, values: { technolgy: technology } }
    employees: accounts.employees
    region: { column: teams.regional_office, slugify: true }
activities:
  - type: { constant: seminar_attended }
    when: seminar
    asset: seminar
    occurredAt: { column: engage_date, format: dd-MM-yyyy }
stage:
  reached:
    { column: deal_stage, values: { Won: won, Lost: lost, Engaging: accepted, Prospecting: sql, No: disqualified } }
  reachedAt:
    accepted: { column: engage_date, format: dd-MM-yyyy }
    won: { column: close_date, format: dd-MM-yyyy }
    lost: { column: close_date, format: dd-MM-yyyy }
  owner: sales_agent
  deal:
    amount: { column: close_value, zeroMeansNotStated: true }
    currency: { constant: USD }
    closedOn: { column: close_date, format: dd-MM-yyyy }
    product: { column: product, values: { GTXPro: GTX Pro } }
    reason: { constant: price }
`,
  'crm.yaml',
);

const won = {
  opportunity_id: '1C1I7A6R',
  sales_agent: 'Moses Frase',
  product: 'GTXPro',
  account: 'Cancity',
  deal_stage: 'Won',
  engage_date: '20-10-2016',
  close_date: '01-03-2017',
  close_value: '1054',
  'accounts.sector': 'technolgy',
  'accounts.employees': '2448',
  'teams.regional_office': 'East Coast',
};

const plan = (cells: Record<string, string>) => planRow(crm, rowOf({ ...won, ...cells }), now);

describe('a row', () => {
  it('becomes a capture and a history', () =>
    expect(plan({})).toEqual({
      externalId: '1C1I7A6R',
      capture: {
        type: 'CaptureLead',
        by: 'import',
        source: { campaign: 'GTX Pro', external: { system: 'crm', id: '1C1I7A6R' } },
        company: {
          name: 'Cancity',
          industry: 'technology',
          employees: 2448,
          region: 'east_coast',
        },
        consents: [],
        occurredAt: '2016-10-20T00:00:00-04:00',
      },
      activities: [],
      history: {
        type: 'ImportHistory',
        target: 'won',
        reachedAt: { accepted: '2016-10-20T00:00:00-04:00', won: '2017-03-01T00:00:00-05:00' },
        owner: 'Moses Frase',
        deal: {
          value: { amount: '1054', currency: 'USD' },
          closedOn: '2017-03-01',
          product: 'GTX Pro',
        },
      },
      stage: 'won',
    }));

  it('becomes an activity where it states one', () =>
    expect(plan({ seminar: 'Spring 2016' }).activities).toEqual([
      {
        type: 'RecordActivity',
        by: 'import',
        activityType: 'seminar_attended',
        asset: 'Spring 2016',
        occurredAt: '2016-10-20T00:00:00-04:00',
      },
    ]));

  it('leaves out what it does not state', () => {
    const { capture, history } = plan({
      account: 'null',
      'accounts.sector': '',
      'accounts.employees': '',
      'teams.regional_office': '',
      close_value: '0',
    });
    expect(capture).not.toHaveProperty('company');
    expect(history?.deal).not.toHaveProperty('value');
  });

  it('without a date takes the one that the mapping states', () => {
    const { capture, history } = plan({
      deal_stage: 'Prospecting',
      engage_date: '',
      close_date: '',
    });
    expect(capture.occurredAt).toBe('2016-10-01T00:00:00-04:00');
    expect(history).toEqual({ type: 'ImportHistory', target: 'sql', reachedAt: {} });
  });

  it('that is open has an owner where sales accepted it, and no deal, whatever stands there', () =>
    expect(plan({ deal_stage: 'Engaging', close_date: 'soon', close_value: '?' }).history).toEqual({
      type: 'ImportHistory',
      target: 'accepted',
      reachedAt: { accepted: '2016-10-20T00:00:00-04:00' },
      owner: 'Moses Frase',
    }));

  it('that was lost has a reason and no value', () =>
    expect(plan({ deal_stage: 'Lost' }).history?.deal).toEqual({
      closedOn: '2017-03-01',
      product: 'GTX Pro',
      reason: 'price',
    }));

  it('that was disqualified has a reason alone', () =>
    expect(plan({ deal_stage: 'No' }).history).toEqual({
      type: 'ImportHistory',
      target: 'disqualified',
      reachedAt: {},
      deal: { reason: 'price' },
    }));

  it.each([
    [{ opportunity_id: '' }, 'externalId: column opportunity_id is not stated'],
    [{ sales_agent: 'null' }, 'require[0]: column sales_agent is not stated'],
    [{ deal_stage: '' }, 'stage.reached: column deal_stage is not stated'],
    [{ deal_stage: 'Maybe' }, 'stage.reached: column deal_stage is none of nurturing, mql,'],
    [{ deal_stage: 'Spam' }, 'skipped by the mapping: deal_stage is Test or Spam'],
    [{ engage_date: '2016-10-20' }, 'lead.occurredAt: column engage_date is no date of the form'],
    [{ engage_date: '02-01-2026' }, 'lead.occurredAt lies in the future'],
    [{ close_date: '02-01-2026' }, 'stage.reachedAt.won lies in the future'],
    [{ contact: 'nobody' }, 'lead.person.email: column contact is not an e-mail address'],
  ])('with %j is rejected', (cells, problem) => expect(() => plan(cells)).toThrow(problem));
});

describe('a row whose dates are out of order', () => {
  const warnings = (mapping: typeof crm, cells: Record<string, string>) => {
    const row = rowOf({ ...won, ...cells });
    planRow(mapping, row, now);
    return row.warnings.map(({ reason }) => reason);
  };

  it('is kept, with a warning', () => {
    expect(warnings(crm, {})).toEqual([]);
    expect(warnings(crm, { close_date: '19-10-2016' })).toEqual([
      'won (2016-10-19T00:00:00-04:00) is dated before the lead itself (2016-10-20T00:00:00-04:00)',
    ]);
  });

  it('is warned of once, also when only the steps are', () => {
    const early = {
      ...crm.lead,
      occurredAt: { ...crm.lead.occurredAt, demand: () => '2010-01-01T00:00:00Z' },
    };
    expect(warnings({ ...crm, lead: early }, { close_date: '19-10-2016' })).toEqual([
      'won (2016-10-19T00:00:00-04:00) is dated before accepted (2016-10-20T00:00:00-04:00)',
    ]);
  });
});
