import { collected } from './collected.spec-support';
import { type CsvRecord, csvRecords } from './csv-records';
import { type Line, maxRecordLength } from './lines';

async function* lines(text: string): AsyncGenerator<Line> {
  const parts = text.split(/(?<=\n)/);
  for (const [index, part] of parts.entries()) yield { number: index + 1, text: part };
}

async function read(text: string, delimiter = ','): Promise<CsvRecord[]> {
  return collected(csvRecords(lines(text), delimiter));
}

const cells = (line: number, ...record: string[]) => ({ line, cells: record });
const problem = (line: number, text: string) => ({ line, problem: text });

describe('the records of a CSV file', () => {
  it('are numbered by the line on which they begin', async () => {
    expect(await read('a,b\n1,2\n3,4')).toEqual([
      cells(1, 'a', 'b'),
      cells(2, '1', '2'),
      cells(3, '3', '4'),
    ]);
  });

  it.each(['\n', '\r\n'])('keep their real lines after quoted line breaks (%j)', async (end) => {
    const text = ['a,b', '1,"x', 'y', 'z"', '2,"say ""yes"""', '3,w', ''].join(end);
    expect(await read(text)).toEqual([
      cells(1, 'a', 'b'),
      cells(2, '1', ['x', 'y', 'z'].join(end)),
      cells(5, '2', 'say "yes"'),
      cells(6, '3', 'w'),
    ]);
  });

  it('leave out blank lines, which count', async () => {
    expect(await read('a\n\n1\n  \n2\n')).toEqual([cells(1, 'a'), cells(3, '1'), cells(5, '2')]);
  });

  it('may be separated by another sign', async () => {
    expect(await read('a;b\n"1;1";2,5\n', ';')).toEqual([
      cells(1, 'a', 'b'),
      cells(2, '1;1', '2,5'),
    ]);
  });

  it.each(['1,"x"y', '1,"x', '1,x"y'])('are read on after the bad line %s', async (bad) => {
    const records = await read(`a,b\n${bad}\n2,z\n3,"w"\n`);
    expect(records[1]).toEqual({ line: 2, problem: expect.stringContaining('quote') as string });
    expect(records.filter((record) => 'cells' in record)).toEqual([
      cells(1, 'a', 'b'),
      cells(3, '2', 'z'),
      cells(4, '3', 'w'),
    ]);
  });

  it('are read on after two lines whose quotes seem to belong together', async () => {
    expect(await read('a,b\n1,"x\n2,y\n3,"z\n4,w\n')).toEqual([
      cells(1, 'a', 'b'),
      problem(2, 'a quote is closed in the middle of a field'),
      cells(3, '2', 'y'),
      problem(4, 'a quote is not closed'),
      cells(5, '4', 'w'),
    ]);
  });

  it('do not hold more than the limit, also when a quote is never closed', async () => {
    const line = `1,${'x'.repeat(9_997)}\n`;
    const records = await read(`a,b\n0,"y\n${line.repeat(250)}`);
    expect(records[1]).toEqual(problem(2, 'a quote is not closed'));
    expect(records).toHaveLength(252);
    expect(250 * line.length).toBeGreaterThan(2 * maxRecordLength);
  });
});
