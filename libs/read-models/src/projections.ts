import { calendars } from './calendars';
import { isQueue } from './is-queue';
import { leadDetails } from './lead-details';
import { leadDirectory } from './lead-directory';
import { leadTimeline } from './lead-timeline';
import { mqlQueue } from './mql-queue';
import { type ReadModel, readModel } from './read-model';
import { slaLedger } from './sla-ledger';
import { slaTimers } from './sla-timers';
import { sqlQueue } from './sql-queue';
import { unassigned } from './unassigned';
import { untouchedQueue } from './untouched-queue';

/** Every read model of this installation; a new projection is one line here. */
export const readModels: readonly ReadModel[] = [
  readModel(leadDetails),
  readModel(leadTimeline),
  readModel(leadDirectory),
  readModel(mqlQueue),
  readModel(isQueue),
  readModel(sqlQueue),
  readModel(untouchedQueue),
  readModel(unassigned),
  readModel(slaTimers),
  readModel(slaLedger),
  readModel(calendars),
];
