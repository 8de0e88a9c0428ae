import { carelessStream, randomFrom } from './chaos';
import { connectTestLog, runConsumer } from './lead-consuming';

export interface ChaosTask {
  readonly url: string;
  readonly group: string;
  readonly seed: number;
}

/** Consumes from a careless stream until it is killed; says how many messages each batch had. */
async function main({ url, group, seed }: ChaosTask): Promise<void> {
  const log = connectTestLog(url);
  const messages = await log.messages();
  const delivering = (count: number) => void process.stdout.write(`${count}\n`);
  const random = randomFrom(seed);
  runConsumer(log, carelessStream(messages, { random, delivering }), { group, gapMs: 100 });
}

void main(JSON.parse(process.argv[2]!) as ChaosTask);
