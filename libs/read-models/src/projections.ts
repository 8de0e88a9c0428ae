import { isQueue } from './is-queue';
import { leadDetails } from './lead-details';
import { leadDirectory } from './lead-directory';
import { leadTimeline } from './lead-timeline';
import { mqlQueue } from './mql-queue';
import { type ReadModel, readModel } from './read-model';
import { sqlQueue } from './sql-queue';

/** Every read model of this installation; a new projection is one line here. */
export const readModels: readonly ReadModel[] = [
  readModel(leadDetails),
  readModel(leadTimeline),
  readModel(leadDirectory),
  readModel(mqlQueue),
  readModel(isQueue),
  readModel(sqlQueue),
];
