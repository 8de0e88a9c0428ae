import { OutcomeUnknown, StoreUnavailable } from './errors';
import { isUnavailable, sqlStateOf } from './postgres/connection-errors';
import { Contention } from './run-command';

/** Whether the same work may succeed later as it is, as against an error that stays until somebody mends it. */
export function passesByItself(error: unknown): boolean {
  return (
    error instanceof StoreUnavailable ||
    error instanceof OutcomeUnknown ||
    error instanceof Contention ||
    isUnavailable(error) ||
    isRollback(error)
  );
}

/** A deadlock, or another transaction that was quicker. */
function isRollback(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlStateOf(error) ?? '');
}
