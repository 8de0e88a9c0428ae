import { type MessageConsumer, type Subscription } from '@tasuki/streaming';
import { pino } from 'pino';
import { ofTopic } from './consumer-parts';
import { type Runtime } from './runtime';

describe('a group that consumes from a topic', () => {
  /** A database that is away for so many queries. */
  function open(failures: number) {
    const [lines, ran]: [string[], Subscription[]] = [[], []];
    let asked = 0;
    const query = async () => {
      asked += 1;
      if (asked <= failures) throw new Error('the database is away');
    };
    const consumer: MessageConsumer = { run: async (subscription) => void ran.push(subscription) };
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const pool = { query } as unknown as Runtime['pool'];
    return { consumer: ofTopic('leads', consumer, { pool, logger }), ran, lines };
  }
  const subscription: Subscription = { group: 'scorer', handle: () => Promise.resolve() };

  it('begins once the database, which was away, is there', async () => {
    const { consumer, ran, lines } = open(2);
    await consumer.run(subscription, new AbortController().signal);
    expect(ran.map(({ group }) => group)).toEqual(['leads.scorer']);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain('the database is away');
  });

  it('ends when it is told to while the database is away', async () => {
    const { consumer, ran } = open(Infinity);
    const stop = new AbortController();
    const running = consumer.run(subscription, stop.signal);
    stop.abort();
    await running;
    expect(ran).toEqual([]);
  });
});
