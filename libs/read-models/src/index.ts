export { calendars, listCalendars, type CalendarEntry } from './calendars';
export { listDiscarded, type DiscardedEvent } from './discarded.postgres';
export {
  changeLogMigrations,
  changesSince,
  changeStanding,
  lastChange,
  pruneChanges,
  type ChangeMark,
  type Changes,
  type ChangeStanding,
} from './change-log.postgres';
export { dropTarget, NotDropped } from './drop-target';
export { isQueue, isQueuePage, type IsQueueItem } from './is-queue';
export { type KeysetPage } from './keyset-page';
export { findLeadDetails, leadDetails, type LeadDetails } from './lead-details';
export {
  leadDirectory,
  leadDirectoryPage,
  type DirectoryEntry,
  type DirectoryQuery,
} from './lead-directory';
export { leadTimeline, leadTimelinePage, type TimelineEntry } from './lead-timeline';
export {
  mqlQueue,
  mqlQueuePage,
  mqlQueueSorts,
  type MqlQueueItem,
  type MqlQueueQuery,
} from './mql-queue';
export { type LeadSummary } from './lead-summary';
export { readModels } from './projections';
export { tableOf, type Projection } from './projection';
export { type Parked } from './fold';
export { listParked, parkingMigrations, type ParkedStream } from './parking.postgres';
export { projector, type Projector, type ProjectorOptions } from './projector';
export {
  LeadDiscarded,
  LeadParked,
  readGate,
  ReadModelBehind,
  ReadModelRebuilding,
  type Demand,
  type ReadGate,
} from './read-gate';
export { readModel, type ReadModel } from './read-model';
export { NotParked, parking, type Parking, type Retried } from './retry';
export {
  cancelRebuild,
  listTargets,
  rebuildOf,
  requestRebuild,
  targetMigrations,
  type Target,
} from './targets.postgres';
export { verifyStreams, type Difference, type VerifyOptions } from './verify';
export {
  type DueTimer,
  slaClaimMigrations,
  slaClaims,
  type SlaClaims,
} from './sla-claims.postgres';
export { slaLedger, type SlaEntry, type SlaLedger } from './sla-ledger';
export {
  slaReport,
  UnknownZone,
  type SlaFigures,
  type SlaReportQuery,
  type SlaReportRow,
} from './sla-report';
export { countBeyondHorizon, slaTimers, type SlaTimers } from './sla-timers';
export { sqlQueue, sqlQueuePage, type SqlQueueItem } from './sql-queue';
export {
  unassigned,
  waitingUnassigned,
  type Unassigned,
  type WaitingUnassigned,
} from './unassigned';
export { untouchedQueue, untouchedQueuePage, type UntouchedItem } from './untouched-queue';
export {
  countQueue,
  type QueueCounts,
  type QueueQuery,
  queueSorts,
  waitingRows,
  type WaitingLead,
} from './waiting-lead';
export { readEntry } from './readable';
export { readerParking, stuckAt, type ReaderParking } from './reader-parking.postgres';
export {
  askReaderToRetry,
  discardForReader,
  isReader,
  type Reader,
  readerPositions,
} from './reader-requests';
