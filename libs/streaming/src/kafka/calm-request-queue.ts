import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since the epoch; in the past when nothing is held back. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

let isCalm = false;

/**
 * kafkajs 2.2.4 looks for waiting requests every millisecond for ever, on each connection (3–5 % of
 * a core), also when there are none. Each request that has to wait asks for a look by itself, so
 * without any there is nothing to look for. To be called before the first client is made.
 */
export function calmRequestQueues(): void {
  if (isCalm) return;
  isCalm = true;
  const { prototype } = createRequire(__filename)('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue;
  };
  const look = Reflect.get(prototype, 'scheduleCheckPendingRequests');
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) look.call(this);
  };
}
