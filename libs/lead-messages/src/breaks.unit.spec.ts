import { breaksOf, type Schema } from './breaks';

const text = { type: 'string' };
const released: Schema = {
  type: 'object',
  description: 'as it was',
  properties: {
    reason: text,
    note: text,
    stage: { type: 'object', properties: { to: { enum: ['mql', 'sql'] } }, required: ['to'] },
    people: { type: 'array', items: { type: 'object', properties: { subject: text } } },
  },
  required: ['reason', 'stage'],
};
const changed = (properties: Schema['properties'], more: Partial<Schema> = {}) =>
  breaksOf(released, {
    ...released,
    properties: { ...released.properties, ...properties },
    ...more,
  });

describe('a schema after its release', () => {
  it('may gain optional fields, also within, and other words', () => {
    expect(breaksOf(released, released)).toEqual([]);
    expect(changed({ more: { type: 'number' } }, { description: 'as it is' })).toEqual([]);
    const { stage, people } = released.properties!;
    const deeper = {
      stage: { ...stage, properties: { ...stage!.properties, from: text } },
      people: { ...people, items: { type: 'object', properties: { subject: text, team: text } } },
    };
    expect(changed(deeper)).toEqual([]);
  });

  it.each([
    ['loses a field', { reason: undefined as unknown as Schema }, {}, 'the data.reason is gone'],
    [
      'declares one otherwise',
      { note: { type: 'number' } },
      {},
      'the data.note is declared otherwise: [{"type":"number"},false]',
    ],
    [
      'adds to a list of values',
      {
        stage: { ...released.properties!.stage, properties: { to: { enum: ['mql', 'sql', 'x'] } } },
      },
      {},
      'the data.stage.to is declared otherwise: [{"enum":["mql","sql","x"]},false]',
    ],
    [
      'loses a field of items',
      { people: { type: 'array', items: { type: 'object', properties: {} } } },
      {},
      'the data.people[].subject is gone',
    ],
    ['lets one be missing', {}, { required: ['stage'] }, 'the data.reason may be missing now'],
    [
      'asks for one that may be missing',
      {},
      { required: ['reason', 'stage', 'note'] },
      'the data.note must be there now',
    ],
    [
      'adds one that must be there',
      { more: text },
      { required: ['reason', 'stage', 'more'] },
      'the data.more is new and must be there',
    ],
  ])('breaks its readers when it %s', (_, properties, more, sentence) =>
    expect(changed(properties, more)).toEqual([sentence]),
  );
});
