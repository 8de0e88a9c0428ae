import { type EventStore } from '@tasuki/event-store';
import {
  listParked,
  listTargets,
  type ReadModel,
  readerPositions,
  verifyStreams,
  type VerifyOptions,
} from '@tasuki/read-models';
import { deadLetters } from '@tasuki/streaming';
import { type Pool } from 'pg';
import { type Check, plural } from './examination';
import { type Sample } from './log';

const bearableLag = 1_000;

export function lag(pool: Pool, log: EventStore, readModels: readonly ReadModel[]): Check {
  return {
    name: 'lag',
    async run() {
      const head = Number(await log.head());
      const targets = await listTargets(pool);
      const behind = readModels.map(({ table }) => {
        const target = targets.find((one) => one.target === table);
        return { table, target, events: head - Number(target?.position ?? 0) };
      });
      const building = behind.filter(({ target }) => target?.state !== 'live');
      if (building.length > 0) {
        const names = building.map(
          ({ table, target }) => `${table} (${target?.blocked ?? 'on its way'})`,
        );
        return { state: 'warning', text: `not live yet: ${names.join(', ')}` };
      }
      const readers = (await readerPositions(pool)).map(({ reader, position }) => ({
        table: reader,
        events: head - Number(position),
      }));
      const worst = [...behind, ...readers].reduce((most, one) =>
        one.events > most.events ? one : most,
      );
      const text = `${worst.table} is ${plural(worst.events, 'event')} behind, no other one more`;
      if (worst.events === 0) return { state: 'ok', text: 'every read model is at the head' };
      return { state: worst.events > bearableLag ? 'warning' : 'ok', text };
    },
  };
}

export function parkedStreams(pool: Pool): Check {
  return {
    name: 'parked',
    async run() {
      const parked = await listParked(pool);
      if (parked.length === 0) return { state: 'ok', text: 'nothing' };
      const targets = [...new Set(parked.map(({ target }) => target))].join(', ');
      const text = `${plural(parked.length, 'stream')} in ${targets}; see leadctl parked list`;
      return { state: 'warning', text };
    },
  };
}

export function deadLetterCheck(pool: Pool): Check {
  return {
    name: 'dead letters',
    async run() {
      const found = [...(await deadLetters(pool))].filter(([, count]) => count > 0);
      if (found.length === 0) return { state: 'ok', text: 'none' };
      const groups = found.map(([group, count]) => `${count} of ${group}`).join(', ');
      return { state: 'warning', text: `${groups}; see leadctl dead-letters list` };
    },
  };
}

/** The rows of all calendars, and of a sample of leads, are what their events make of them. */
export function sampled(
  options: VerifyOptions,
  readModels: readonly ReadModel[],
  { leads, calendars }: Sample,
): Check {
  return {
    name: 'read models',
    async run() {
      const streams = [...leads, ...calendars];
      const found = await Promise.all(
        readModels.map((model) => verifyStreams(options, model, streams)),
      );
      const differing = found.flat();
      if (differing.length === 0) {
        const counted = [plural(leads.length, 'lead')];
        if (calendars.length > 0) counted.push(plural(calendars.length, 'calendar'));
        return { state: 'ok', text: `${counted.join(' and ')} equal the fold of their events` };
      }
      const [first] = differing;
      const targets = [...new Set(differing.map(({ target }) => target))].join(', ');
      return {
        state: 'failed',
        text: `${plural(differing.length, 'row')} of ${targets} differ from the log, such as ${first!.stream}; leadctl rebuild mends them`,
      };
    },
  };
}
