import { closedStages, openStages, type StageRule, stages, stageTable } from './stages';

/** The document docs/lead-stages.md: which command in which stage, as `decide` has it. */
export function stageTableMarkdown(): string {
  const rows = Object.entries(stageTable).map(([command, rule]) => [
    `\`${command}\``,
    allowedIn(rule),
    rule.leadsTo === 'same' ? 'same' : `\`${rule.leadsTo}\``,
    rule.remark ?? '',
  ]);
  return [
    '# Which command in which stage',
    '',
    'Made from `stageTable` in `libs/lead/src/stages.ts` by `npm run docs`; do not edit.',
    '',
    `Open stages: ${list(openStages)}. Closed stages: ${list(closedStages)}.`,
    '',
    ...table(['command', 'allowed in', 'leads to', 'remark'], rows),
    '',
  ].join('\n');
}

function allowedIn({ allowedIn: allowed }: StageRule): string {
  if (allowed.length === stages.length) return 'every stage';
  const open = allowed.length === openStages.length && openStages.every((s) => allowed.includes(s));
  return open ? 'every open stage' : list(allowed);
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** Columns of one width: what Prettier would make of it. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
