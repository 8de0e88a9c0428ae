import { type Position } from '@tasuki/event-store';
import { reasonOf, RelayConfig, silentLogger, StartupError, stopSignal } from '@tasuki/platform';
import { openRuntime, registry, type Runtime } from '@tasuki/runtime';
import {
  configuredKafka,
  kafkaProducer,
  leadMessagesOf,
  type MessageProducer,
  openTopic,
  StreamUnavailable,
  topicSettings,
} from '@tasuki/streaming';
import { type Command } from 'commander';
import { installation } from './connect';
import { republishProgress } from './republish/progress.postgres';
import { type LeftOut, republisher } from './republish/republish';
import { showRepublish } from './republish/show-republish';
import { matching } from './usage';

interface Options {
  readonly to: string;
  readonly until?: Position;
}

/** Leads whose stage is remembered: a few megabytes. */
const rememberedLeads = 100_000;

/**
 * All that ever happened to leads, once more, to a topic of its own: for a new team, or with another
 * number of partitions. Ended and called again, it goes on; what was sent last may be sent again.
 */
export function addRepublish(program: Command): void {
  program
    .command('republish')
    .description('publish the whole history of all leads to another topic')
    .requiredOption(
      '--to <topic>',
      'where to; made with the settings of the relay if it is not there',
      matching(/^[a-zA-Z0-9._-]{1,249}$/, 'a name of a topic'),
    )
    .option(
      '--until <position>',
      'up to here; to where the log ends now when left out',
      matching(/^\d{20}$/, 'a position of 20 digits'),
    )
    .action(async ({ to, until }: Options) => {
      const config = await installation(RelayConfig);
      if (to === config.TASUKI_TOPIC) {
        throw new StartupError(
          `${to} is where the relay publishes: its readers would get everything again. Name another topic.`,
        );
      }
      const kafka = configuredKafka(config, { clientId: 'tasuki-leadctl', logger: silentLogger });
      const producer = kafkaProducer(kafka, to);
      const tasuki = await openRuntime(config, silentLogger);
      try {
        const outcome = await openTopic(kafka, topicSettings(config, to));
        if (outcome === 'fewer') {
          throw new StartupError(
            `${to} has fewer partitions than the ${config.TASUKI_TOPIC_PARTITIONS} of TASUKI_TOPIC_PARTITIONS, and a topic's are fixed for good. Name another topic, or as many as it has.`,
          );
        }
        if (outcome === 'made') await republishProgress(tasuki.pool, to).forget();
        const source = config.TASUKI_SOURCE;
        process.exitCode = await republish({ tasuki, producer, source, to }, until);
      } catch (error) {
        if (!(error instanceof StreamUnavailable)) throw error;
        throw new StartupError(
          `Kafka at ${config.KAFKA_BROKERS} cannot be used (${reasonOf(error.cause)}); the same command goes on where it was.`,
        );
      } finally {
        await producer.close();
        await tasuki.close();
      }
    });
}

interface Work {
  readonly tasuki: Runtime;
  readonly producer: MessageProducer;
  readonly source: string;
  readonly to: string;
}

/** @returns the exit code: 1 when leads are left out, 130 when it was ended */
async function republish(
  { tasuki: { log, pool }, producer, source, to }: Work,
  asked: Position | undefined,
): Promise<number> {
  const head = await log.head();
  const until = asked ?? head;
  if (until > head) throw new StartupError(`The log ends at ${head}.`);
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort());
  const teller = () => leadMessagesOf({ store: log, registry, source, rememberedLeads });
  const progress = republishProgress(pool, to);
  const history = republisher({ log, producer, progress, teller });

  await history.bringIn();
  const shown = showRepublish(until);
  const position = await history
    .publishUntil(until, stopping.signal, (at, sent) => shown.update(at, sent))
    .finally(() => shown.end());
  if (position < until) {
    process.stdout.write(`Stopped at position ${position}; the same command goes on.\n`);
    return 130;
  }
  const leftOut = await history.bringIn();
  process.stdout.write(`${to} has the history up to position ${position}.\n`);
  process.stdout.write(leftOut.map(leftOutLine).join(''));
  return leftOut.length === 0 ? 0 : 1;
}

function leftOutLine({ leadId, version, reason }: LeftOut): string {
  return `Lead ${leadId} is left out from version ${version} on: ${reason}. Once that is mended, or by a release that can read it, the same command brings it in.\n`;
}
