import { settableClock } from '@tasuki/platform';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReport } from './report';
import { runImport } from './run-import';
import { openSources } from './sources';
import { summaryLines } from './summary';

const fixtures = join(__dirname, '../../../../test/fixtures/import');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leadctl-dry-run-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function dryRun(csv: string, mapping: string) {
  const sources = await openSources(join(fixtures, csv), join(fixtures, mapping), () => undefined);
  const path = join(folder, csv);
  const report = await openReport(path);
  const clock = settableClock('2026-01-01T00:00:00.000Z');
  const summary = await runImport({ ...sources, report, clock, concurrency: 4 });
  await report.close();
  return { sources, summary, report: await readFile(path, 'utf8') };
}

describe('a dry run', () => {
  it('counts what would be written and reports every bad row with its real line', async () => {
    const { sources, summary, report } = await dryRun(
      'olist_marketing_qualified_leads.csv',
      'olist.yaml',
    );
    expect(summary).toEqual({
      rows: 16,
      leadsNew: 8,
      leadsKnown: 0,
      byStage: { mql: 5, won: 3 },
      warnings: { 'dates out of order': 1 },
      rejected: 8,
    });
    expect(report).toBe(
      [
        'line,severity,reason,external_id',
        '8,rejected,lead.occurredAt: column first_contact_date is no date of the form dd-MM-yyyy,lead06',
        '9,rejected,"the row has 3 columns, the header 4",',
        '10,warning,won (2018-03-12T08:15:00-03:00) is dated before the lead itself (2018-03-14T00:00:00-03:00),lead08',
        '11,rejected,externalId: column mql_id is not stated,',
        '12,rejected,lead.occurredAt: column first_contact_date is no date of the form dd-MM-yyyy,lead09',
        '13,rejected,"lead.source.channel: column origin is no slug (a-z, 0-9, _, . and -); set slugify, or name its texts under values",lead10',
        '14,rejected,a quote is closed in the middle of a field,',
        '16,rejected,lead.occurredAt lies in the future,lead13',
        '17,rejected,a quote stands in the middle of a field,',
        '',
      ].join('\n'),
    );
    expect(sources.joins[0]).toMatchObject({ rows: 4 });
    expect(sources.joins[0]!.found()).toBe(3);
  });

  it('reports what a CRM does not know of its own deals', async () => {
    const { sources, summary, report } = await dryRun('crm_opportunities.csv', 'crm.yaml');
    expect(summary).toEqual({
      rows: 10,
      leadsNew: 8,
      leadsKnown: 0,
      byStage: { won: 3, lost: 1, accepted: 2, sql: 2 },
      warnings: {
        'unknown account': 2,
        'no date': 2,
        'owner in no sales team': 1,
        'account not in the list': 1,
      },
      rejected: 2,
    });
    expect(report.split('\n')).toEqual([
      'line,severity,reason,external_id',
      '5,warning,unknown account: column account is not stated,OPP-04',
      '7,warning,no date: column engage_date is not stated,OPP-06',
      '7,warning,unknown account: column account is not stated,OPP-06',
      '8,warning,owner in no sales team: crm_sales_teams.csv has no row for what column sales_agent states,OPP-07',
      '8,warning,no date: column engage_date is not stated,OPP-07',
      '9,warning,account not in the list: crm_accounts.csv has no row for what column account states,OPP-08',
      '10,rejected,stage.reachedAt.won: column close_date is no date of the form dd-MM-yyyy,OPP-09',
      expect.stringMatching(
        /^11,rejected,"stage.reached: column deal_stage is none of nurturing, /,
      ),
      '',
    ]);
    expect(sources.joins.map((file) => [file.rows, file.found()])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  it('reports nothing personal', async () => {
    const { summary, report } = await dryRun('contacts.csv', 'contacts.yaml');
    expect(summary).toMatchObject({
      rows: 10,
      rejected: 4,
      warnings: { 'time that the zone skipped': 1 },
    });
    expect(report).not.toMatch(/no address|Muster|example/);
    expect(report).toContain('6,rejected,');
  });
});

describe('the summary', () => {
  it('names the stages that were reached, and counts the warnings by kind', () =>
    expect(
      summaryLines(
        {
          rows: 8000,
          leadsNew: 8000,
          leadsKnown: 0,
          byStage: { won: 842, mql: 7158 },
          warnings: { 'no date': 500, 'unknown account': 1425 },
          rejected: 0,
        },
        false,
      ),
    ).toEqual([
      '  rows read                  8,000',
      '  leads new                  8,000',
      '  leads already known            0',
      '    in mql                   7,158',
      '    in won                     842',
      '  warnings                   1,925',
      '    “unknown account”        1,425',
      '    “no date”                  500',
      '  rows rejected                  0',
    ]));
});
