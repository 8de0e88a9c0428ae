import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Inject,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import { leadStream } from '@tasuki/lead';
import { type Projection, readGate, type ReadGate, tableOf } from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { uuid } from './lead-id';
import { readAfter, readWait } from './read-headers';

const readsFrom = 'tasuki:reads-from';

type ReadModelName = Pick<Projection<never>, 'name' | 'version'>;
type TablesOf = (params: Readonly<Record<string, string>>) => readonly string[];

/**
 * A route that answers from these read models: it waits for the point in the log that `Tasuki-After`
 * names, and never gives silently old data. With a `leadId` in its path it also says when that
 * lead is parked.
 */
export function ReadsFrom(...projections: readonly ReadModelName[]) {
  const tables = projections.map(tableOf);
  return readsTables(() => tables);
}

/** A route that answers from the one of these read models that a parameter of its path names. */
export function ReadsFromNamed(parameter: string, projections: ReadonlyMap<string, ReadModelName>) {
  return readsTables((params) => {
    const named = projections.get(params[parameter] ?? '');
    return named === undefined ? [] : [tableOf(named)];
  });
}

function readsTables(tablesOf: TablesOf) {
  return applyDecorators(
    SetMetadata(readsFrom, tablesOf),
    ApiHeader({
      name: 'Tasuki-After',
      required: false,
      description:
        'The `position` of a receipt: the answer shows at least what was in the log by then, or is 503.',
      schema: { type: 'string', pattern: '^\\d{20}$' },
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`wait=<seconds>`: how long to wait for `Tasuki-After`; 5 when left out.',
      schema: { type: 'string', example: 'wait=2' },
    }),
  );
}

export class ReadGuard implements CanActivate {
  private readonly gate: ReadGate;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(RUNTIME) { pool }: Runtime,
  ) {
    this.gate = readGate(pool);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const tablesOf = this.reflector.get<TablesOf | undefined>(readsFrom, context.getHandler());
    const { params } = context.switchToHttp().getRequest<FastifyRequest>();
    const tables = tablesOf?.(params as Readonly<Record<string, string>>) ?? [];
    // All at once, so that several are not waited for longer than one.
    await Promise.all(tables.map((table) => this.assertReadable(table, context)));
    return true;
  }

  private async assertReadable(table: string, context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const after = readAfter(request.headers);
    if (after !== undefined) {
      const { waitMs, isAsked } = readWait(request.headers);
      await this.gate.pass(table, { after, waitMs });
      const reply = context.switchToHttp().getResponse<FastifyReply>();
      if (isAsked) void reply.header('preference-applied', `wait=${waitMs / 1000}`);
    } else {
      await this.gate.pass(table, {});
    }
    const { leadId } = request.params as { leadId?: string };
    if (leadId !== undefined && uuid.test(leadId)) {
      const id = leadId.toLowerCase();
      await this.gate.assertNotParked(table, leadStream(id), id);
    }
  }
}
