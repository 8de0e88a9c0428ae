import { postgresEventStore } from '@tasuki/event-store';
import { postgresPool, silentLogger } from '@tasuki/platform';
import { openRawLog } from '../append-ceiling';
import { appendsInTurn, rawRound } from './appends';
import { forSeconds } from './in-flight';

interface Input {
  readonly kind: 'tasuki' | 'raw';
  readonly connectionString: string;
  readonly inFlight: number;
  readonly seconds: number;
  /** All workers begin at this instant. */
  readonly startAt: number;
}

/** One process of several that append at the same time; prints how many it got answered. */
async function main({ kind, ...input }: Input): Promise<void> {
  const count = kind === 'tasuki' ? await throughStore(input) : await byHand(input);
  process.stdout.write(String(count));
}

type Work = Omit<Input, 'kind'>;

async function throughStore({ connectionString, inFlight, seconds, startAt }: Work) {
  const pool = postgresPool({ connectionString, logger: silentLogger, max: 4 });
  const store = postgresEventStore({ pool, connectionString });
  await store.head();
  await until(startAt);
  const next = appendsInTurn(inFlight);
  const { count } = await forSeconds(seconds, inFlight, (worker) => {
    const { stream, version, event } = next[worker]!();
    return store.append(stream, [event], version === 1 ? 'none' : version - 1);
  });
  await store.close();
  await pool.end();
  return count;
}

async function byHand({ connectionString, inFlight, seconds, startAt }: Work) {
  const log = await openRawLog(connectionString);
  await until(startAt);
  const count = await rawRound(log, appendsInTurn(inFlight), seconds);
  await log.close();
  return count;
}

function until(instant: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, instant - Date.now()));
}

void main(JSON.parse(process.argv[2]!) as Input);
