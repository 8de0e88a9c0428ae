import { type RecordedEvent } from '@tasuki/event-store';
import { leadIdOf, leadStreams, type RecordedLeadEvent } from '@tasuki/lead';
import { type Projection } from '../src/projection';
import { type ReadModel, readModel } from '../src/read-model';

export interface Tally {
  readonly activities: number;
  readonly last: string | null;
}

export interface TallyOptions {
  readonly name?: string;
  readonly version?: number;
  /** Activities with this asset cannot be applied. */
  readonly poison?: string;
  /** Refused by the database when it is longer than four letters. */
  readonly shortColumn?: boolean;
  /** Whose changes are noted; nobody's when left out. */
  readonly isSeen?: (tally: Tally) => boolean;
}

/** A small projection that can be broken on purpose: what each lead did, counted. */
export function tally({
  name = 'tally',
  version = 1,
  poison,
  shortColumn,
  isSeen,
}: TallyOptions = {}): ReadModel {
  const projection: Projection<Tally> = {
    name,
    version,
    filter: { streamPrefix: leadStreams },
    key: ({ stream }) => leadIdOf(stream),
    documents: 'per_stream',
    ...(isSeen && { isSeen }),
    columns: {
      last: {
        type: shortColumn ? 'text collate "C" check (length(last) <= 4)' : 'text',
        value: ({ last }) => last,
      },
    },
    indexes: (table) => [`create index if not exists ${table}_by_last on ${table} (last)`],
    evolve(before = { activities: 0, last: null }, recorded: RecordedEvent) {
      const event = recorded as RecordedLeadEvent;
      if (event.type !== 'LeadActivityRecorded') return before;
      const { asset = null } = event.data;
      if (asset !== null && asset === poison) throw new Error('this asset is poison');
      return { activities: before.activities + 1, last: asset };
    },
  };
  return readModel(projection);
}
