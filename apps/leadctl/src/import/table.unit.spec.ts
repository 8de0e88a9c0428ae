import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collected } from './collected.spec-support';
import { openTable, type TableRow } from './table';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leadctl-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function table(content: string | Uint8Array, encoding = 'utf-8') {
  const path = join(folder, 'leads.csv');
  await writeFile(path, content);
  return openTable({ path }, { delimiter: ',', encoding });
}

async function rows(content: string | Uint8Array, encoding?: string): Promise<TableRow[]> {
  return collected((await table(content, encoding)).rows);
}

describe('a table', () => {
  it('names its columns in the first line, a byte order mark aside', async () => {
    const { columns } = await table('\ufeffid, name \n1,a\n');
    expect([...columns]).toEqual([
      ['id', 0],
      ['name', 1],
    ]);
  });

  it('has its rows below, each with its line', async () => {
    expect(await rows('id,name\n1,"a\nb"\n2,c\n')).toEqual([
      { line: 2, cells: ['1', 'a\nb'] },
      { line: 4, cells: ['2', 'c'] },
    ]);
  });

  it('says of a row that it has other columns than the header', async () => {
    expect(await rows('id,name\n1\n2,c,d\n3,e\n')).toEqual([
      { line: 2, problem: 'the row has 1 columns, the header 2' },
      { line: 3, problem: 'the row has 3 columns, the header 2' },
      { line: 4, cells: ['3', 'e'] },
    ]);
  });

  it('is read in the encoding that is stated', async () => {
    const shiftJis = new Uint8Array([0x69, 0x64, 0x0a, 0x93, 0xfa, 0x96, 0x7b, 0x0a]);
    expect(await rows(shiftJis, 'shift_jis')).toEqual([{ line: 2, cells: ['日本'] }]);
  });

  it.each([
    ['', 'is empty; its first line names the columns'],
    ['id,name,id\n', 'has two columns of the name "id"; rename one'],
    ['id,"name\n1,a\n', 'has no header: line 1: a quote is not closed'],
  ])('%j is none', async (content, problem) => {
    await expect(table(content)).rejects.toThrow(problem);
  });

  it('must be there', async () => {
    const nowhere = openTable({ path: '/nowhere.csv' }, { delimiter: ',', encoding: 'utf-8' });
    await expect(nowhere).rejects.toThrow('The file /nowhere.csv cannot be read (ENOENT');
  });
});
