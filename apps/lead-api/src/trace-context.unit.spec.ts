import { readTrace } from './trace-context';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('the trace of a request', () => {
  it('is kept as it came', () => {
    expect(readTrace({ traceparent })).toEqual({ traceparent });
    expect(readTrace({ traceparent, tracestate: 'a=1,b=2' })).toEqual({
      traceparent,
      tracestate: 'a=1,b=2',
    });
  });

  it.each([
    ['left out', undefined],
    ['of the forbidden version', `ff${traceparent.slice(2)}`],
    ['without a trace', traceparent.replace(/4b\w+36/, '0'.repeat(32))],
    ['without a parent', traceparent.replace('00f067aa0ba902b7', '0'.repeat(16))],
    ['in capitals', traceparent.toUpperCase()],
    ['something else', 'hello'],
  ])('is none when it is %s', (_, header) => {
    expect(readTrace(header === undefined ? {} : { traceparent: header })).toBeUndefined();
  });

  it('goes without a state that is too long', () => {
    expect(readTrace({ traceparent, tracestate: 'x'.repeat(513) })).toEqual({ traceparent });
  });
});
