import { type Pool } from 'pg';

export interface DyingPool extends Pool {
  readonly died: Promise<void>;
  isDead(): boolean;
  die(): void;
}

/** A pool that ends for good at its n-th statement, as if the process had been killed. */
export function dyingPool(pool: Pool, at: number): DyingPool {
  let statements = 0;
  let dead = false;
  const { promise: died, resolve } = Promise.withResolvers<void>();
  const die = () => {
    dead = true;
    resolve();
  };
  const step = () => {
    statements += 1;
    if (statements >= at) die();
    if (dead) throw new Error('the process is gone');
  };
  return Object.assign(Object.create(pool) as Pool, {
    died,
    die,
    isDead: () => dead,
    query: async (...args: Parameters<typeof pool.query>) => {
      step();
      return pool.query(...args);
    },
    connect: async () => {
      const client = await pool.connect();
      return {
        query: async (...args: Parameters<typeof client.query>) => {
          step();
          return client.query(...args);
        },
        release: (failed?: boolean) => client.release(failed),
      };
    },
  });
}
