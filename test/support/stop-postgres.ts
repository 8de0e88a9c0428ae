/** Jest's globalTeardown of the int suite. */
export { stopPostgres as default } from './start-postgres';
