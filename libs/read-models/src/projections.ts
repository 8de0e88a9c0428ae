import { leadDetails } from './lead-details';
import { leadTimeline } from './lead-timeline';
import { mqlQueue } from './mql-queue';
import { projectionRunner, type ProjectionRunner, type RunnerOptions } from './projection-runner';

/** Every read model of this installation; a new projection is one line here. */
export function allProjectionRunners(options: RunnerOptions): readonly ProjectionRunner[] {
  return [
    projectionRunner(leadDetails, options),
    projectionRunner(leadTimeline, options),
    projectionRunner(mqlQueue, options),
  ];
}
