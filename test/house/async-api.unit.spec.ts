import { Parser } from '@asyncapi/parser';
import { asyncApiDocument, leadMessages } from '@tasuki/lead-messages';

/** The severity of what makes a document invalid. */
const error = 0;

const problemsOf = async (document: object) => {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  return diagnostics
    .filter(({ severity }) => Number(severity) === error)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('the AsyncAPI document', () => {
  it(
    'is valid, by AsyncAPI’s own parser',
    async () => expect(await problemsOf(asyncApiDocument())).toEqual([]),
    60_000,
  );

  it('names every message', async () => {
    const { document } = await new Parser().parse(JSON.stringify(asyncApiDocument()));
    const names = document!.allMessages().map((message) => message.name());
    const types = Object.values(leadMessages).map(({ type }) => type);
    expect([...new Set(names)].sort()).toEqual(types.sort());
  }, 60_000);

  it('would not be valid with an operation on a channel that there is not', async () => {
    const operations = { publish: { action: 'send', channel: { $ref: '#/channels/none' } } };
    expect(await problemsOf({ ...asyncApiDocument(), operations })).not.toEqual([]);
  }, 60_000);
});
