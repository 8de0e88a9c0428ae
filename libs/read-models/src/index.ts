export { findLeadDetails, leadDetails, type LeadDetails } from './lead-details';
export { leadTimeline, leadTimelinePage, type TimelineEntry } from './lead-timeline';
export {
  mqlQueue,
  mqlQueuePage,
  mqlQueueSorts,
  type MqlQueueItem,
  type MqlQueueQuery,
} from './mql-queue';
export { allProjectionRunners } from './projections';
export { tableOf, type Projection } from './projection';
export { projectionRunner, type ProjectionRunner, type RunnerOptions } from './projection-runner';
export { prepareTable } from './projection-table.postgres';
