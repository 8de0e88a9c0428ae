import { StoreUnavailable } from '../errors';
import { isDiskFull, isUnavailable } from './connection-errors';

const anError = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('an error of the database', () => {
  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND'],
    ...['57P01', '57P03', '08006', '53100', '53300'],
  ])('with the code %s means that it is away', (code) =>
    expect(isUnavailable(anError(code))).toBe(true),
  );

  it.each(['22P02', '23505', '42P01', 'ERR_ASSERTION'])(
    'with the code %s means that it has refused',
    (code) => expect(isUnavailable(anError(code))).toBe(false),
  );

  it('of node-postgres about a connection that ended means that it is away', () => {
    expect(isUnavailable(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isUnavailable(new Error('something else'))).toBe(false);
  });

  it('is about a full disk also behind what the store makes of it', () => {
    expect(isDiskFull(anError('53100'))).toBe(true);
    expect(isDiskFull(new StoreUnavailable(anError('53100')))).toBe(true);
    expect(isDiskFull(new StoreUnavailable(anError('57P01')))).toBe(false);
  });
});
