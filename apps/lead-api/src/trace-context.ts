import { type TraceContext } from '@tasuki/event-store';
import { type IncomingHttpHeaders } from 'node:http';

const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace that a request belongs to, by https://www.w3.org/TR/trace-context/: one that is not
 * well-formed is as none, and no reason to refuse the request.
 */
export function readTrace(headers: IncomingHttpHeaders): TraceContext | undefined {
  const { traceparent: parent, tracestate: state } = headers;
  if (typeof parent !== 'string' || !traceparent.test(parent)) return undefined;
  const isUsable = typeof state === 'string' && /^[\x20-\x7e]{1,512}$/.test(state);
  return { traceparent: parent, ...(isUsable && { tracestate: state }) };
}
