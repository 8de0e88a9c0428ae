import { cpus, totalmem, type } from 'node:os';

/** Where and when the figures were taken; without this they mean nothing. */
export interface Machine {
  readonly date: string;
  readonly system: string;
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  readonly node: string;
  readonly postgres: string;
}

export function describeMachine(postgres: string): Machine {
  return {
    date: new Date().toISOString(),
    system: `${type()} ${process.arch}`,
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres,
  };
}
