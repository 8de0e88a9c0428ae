import { type EventStore } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { StartupError } from '@tasuki/platform';
import { registry, type Runtime } from '@tasuki/runtime';
import {
  AnotherIsDead,
  CannotBeRetried,
  consumerGroups,
  contentOf,
  type DeadLetter,
  discardDeadLetter,
  discardForeign,
  leadMessagesOf,
  listDeadLetters,
  listDiscardedLetters,
  NoDeadLetter,
  retryDeadLetter,
} from '@tasuki/streaming';
import { type Command } from 'commander';
import { userInfo } from 'node:os';
import { connect } from './connect';
import { askedFor, leftOf, type Named } from './dead-letters/retry-letters';
import {
  discardedLetterLines,
  goneLine,
  leftOutLine,
  letterLines,
  letterStory,
  outcomeLine,
} from './dead-letters/tell-dead-letters';
import { matching, wholeNumber } from './usage';

interface Discard {
  /** Left out for what has none. */
  readonly version?: number;
  readonly reason: string;
}

const versionIn = wholeNumber(1, 2 ** 31 - 1);

/** Messages that consumers could not handle: look, try again, or leave them out for ever. */
export function addDeadLetters(program: Command): void {
  const letters = program
    .command('dead-letters')
    .description('messages that a group of consumers could not handle');

  letters
    .command('list')
    .description('all of them, the oldest first')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withTasuki(async ({ pool }) => {
        const all = await listDeadLetters(pool);
        return json ? `${JSON.stringify(all, null, 2)}\n` : letterLines(all);
      }),
    );

  letters
    .command('show')
    .description('why one is dead, and the message')
    .argument('<group>', 'as the list names it')
    .argument('<key>', 'as the list names it')
    .action((group: string, key: string) =>
      withTasuki(async ({ pool, log }) => {
        const [letter] = await listDeadLetters(pool, { group, key });
        if (letter === undefined) throw new NoDeadLetter(group, key);
        return letterStory(
          letter,
          (await messageOf(letter, log)) ?? (await contentOf(pool, letter)),
        );
      }),
    );

  letters
    .command('retry')
    .description('have the group try again what is dead, and what is held back behind it')
    .argument('[group]', 'as the list names it')
    .argument('[key]', 'as the list names it')
    .option('--all', 'all dead letters that are about a lead: of every group, or of the one named')
    .action((group: string | undefined, key: string | undefined, { all }: { all?: boolean }) =>
      withTasuki(async ({ pool }) => {
        if (all && key !== undefined) throw new StartupError('Name a key, or say --all.');
        if (all && group !== undefined) await assertGroup(pool, group);
        if (all) return retryAll(pool, group);
        const one = { group: named(group), key: named(key) };
        await retryDeadLetter(pool, one.group, one.key);
        return outcomes(pool, [one]);
      }),
    );

  letters
    .command('discard')
    .description('leave the message out for ever, and go on behind it')
    .argument('<group>', 'as the list names it')
    .argument('<key>', 'as the list names it')
    .option('--version <n>', 'which one of the lead, as the list names it', versionIn)
    .requiredOption('--reason <reason>', 'why; it is kept', matching(/^.*\S.*$/, 'a text'))
    .action((group: string, key: string, { version, reason }: Discard) =>
      withTasuki(async ({ pool }) => {
        await discardDeadLetter(pool, { group, key, version: version ?? null }, reason, whoami());
        return leftOutLine({ group, key }, version);
      }),
    );

  letters
    .command('discard-foreign')
    .description('leave out for ever all that is no event of the log, such as what others sent')
    .argument('<group>', 'as the list names it')
    .requiredOption('--reason <reason>', 'why; it is kept', matching(/^.*\S.*$/, 'a text'))
    .action((group: string, { reason }: Discard) =>
      withTasuki(async ({ pool }) => {
        await assertGroup(pool, group);
        const count = await discardForeign(pool, group, reason, whoami());
        return `${group}: ${count} discarded\n`;
      }),
    );

  letters
    .command('discarded')
    .description('what was left out for ever, who decided so, and why')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withTasuki(async ({ pool }) => {
        const all = await listDiscardedLetters(pool);
        return json ? `${JSON.stringify(all, null, 2)}\n` : discardedLetterLines(all);
      }),
    );
}

const whoami = () => `leadctl:${userInfo().username}`;

/** What the log makes of it today; what cannot be read is shown as it is stored. */
async function messageOf({ leadId, version }: DeadLetter, log: EventStore) {
  if (leadId === null || version === null) return undefined;
  const tell = leadMessagesOf({ store: log, registry, source: '/leadctl' });
  const events = await log.readStream(leadStream(leadId), version);
  const [told] = await tell(events.slice(0, 1));
  if (told === undefined || 'message' in told) return told?.message;
  const { headers, body } = told.unreadable;
  return { headers, body };
}

/**
 * Of what is about a lead: nothing else could be tried again.
 * @param group every one when left out
 */
async function retryAll(pool: Runtime['pool'], group: string | undefined): Promise<string> {
  const letters = await listDeadLetters(pool, { ...(group !== undefined && { group }) });
  const wanted = letters.filter(({ leadId }) => leadId !== null);
  const asked = await askedFor(pool, wanted);
  const gone = wanted.filter((one) => !asked.has(one)).map(goneLine);
  const lines = [...gone, await outcomes(pool, [...asked])].join('');
  return lines === '' ? 'There are no dead letters that could be tried again.\n' : lines;
}

/** Waits a while for what consumers make of them. */
async function outcomes(pool: Runtime['pool'], asked: readonly Named[]): Promise<string> {
  const left = await leftOf(pool, asked);
  if (asked.some(left)) process.exitCode = 1;
  return asked.map((one) => outcomeLine(one, left(one))).join('');
}

/** A group that never began has no dead letters: its name was mistyped. */
async function assertGroup(pool: Runtime['pool'], group: string): Promise<void> {
  const groups = await consumerGroups(pool);
  if (groups.includes(group)) return;
  const known = groups.length === 0 ? 'none has begun yet' : `name one of ${groups.join(', ')}`;
  throw new StartupError(`There is no group ${group}: ${known}.`);
}

function named(argument: string | undefined): string {
  if (argument !== undefined) return argument;
  throw new StartupError('Name the group and the key, or say --all.');
}

async function withTasuki(work: (tasuki: Runtime) => Promise<string>): Promise<void> {
  const tasuki = await connect();
  try {
    process.stdout.write(await work(tasuki));
  } catch (error) {
    if (error instanceof AnotherIsDead) {
      throw new StartupError(
        `Nothing was discarded: ${error.message}. Look at it with show first.`,
      );
    }
    const isRefusal = error instanceof NoDeadLetter || error instanceof CannotBeRetried;
    throw isRefusal ? new StartupError(`${error.message}.`) : error;
  } finally {
    await tasuki.close();
  }
}
