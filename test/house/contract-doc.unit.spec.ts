import { contractBreaks, contractFiles } from '@tasuki/lead-messages';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../docs/contract');
const released = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

describe('the contract in docs/contract', () => {
  it('is kept: nobody who reads messages by it is broken', () =>
    expect(contractBreaks(released)).toEqual([]));

  it('says what the code publishes (npm run docs)', () =>
    expect(Object.fromEntries(released)).toEqual(Object.fromEntries(contractFiles())));

  it('is seen to break', () => {
    const [[name, text]] = [...released].filter(([file]) => file.includes('scored')) as [
      [string, string],
    ];
    const before = text.replaceAll('"total"', '"grandTotal"');
    expect(before).not.toBe(text);
    expect(contractBreaks(new Map([[name, before]]))).toContain(
      `${name}: the data.grandTotal is gone`,
    );
    expect(contractBreaks(new Map([['com.tasuki.lead.sold.v1.json', text]]))).toEqual([
      'com.tasuki.lead.sold.v1.json is published no longer',
    ]);
  });
});
