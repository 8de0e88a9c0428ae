import { type Role } from '@tasuki/platform';
import { type Door } from '../support/door';
import { type Standing } from './leads-in-stages';

/** As much of a JSON Schema as the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly example?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description?: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly security?: unknown;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, Media>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Record<string, Media> }>
  >;
}

export interface ApiDocument {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface ApiOperation extends Operation {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'PUT';
  readonly path: string;
  /** Of its body; `undefined` when it takes none. */
  readonly bodySchema: Schema | undefined;
  readonly examples: readonly unknown[];
}

export async function readDocument(door: Pick<Door, 'send'>): Promise<ApiDocument> {
  const { body } = await door.send({ method: 'GET', path: '/docs/openapi.json' });
  return body as unknown as ApiDocument;
}

export function operationsOf({ paths }: ApiDocument): readonly ApiOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const media = operation.requestBody?.content['application/json'];
      const several = Object.values(media?.examples ?? {}).map(({ value }) => value);
      return {
        ...operation,
        path,
        method: method.toUpperCase() as ApiOperation['method'],
        bodySchema: media?.schema,
        examples: media?.example === undefined ? several : [media.example],
      };
    }),
  );
}

/** Answers without end: live-queues.int.spec.ts and events-live.int.spec.ts are about them. */
export function isEndless({ operationId }: ApiOperation): boolean {
  return ['streamQueue', 'streamEvents'].includes(operationId);
}

/** Who may, and on a lead in which stage; what only reads is for everybody. */
const whoAndWhere: Readonly<Record<string, readonly [Role, Standing?]>> = {
  captureLead: ['marketing'],
  captureLeads: ['marketing'],
  changeProfile: ['marketing', 'nurturing'],
  recordConsent: ['marketing', 'nurturing'],
  recordActivity: ['marketing', 'nurturing'],
  recordActivities: ['service'],
  retractActivity: ['marketing', 'nurturing'],
  recordContact: ['inside_sales', 'mql'],
  assignLead: ['inside_sales', 'nurturing'],
  claimLead: ['inside_sales', 'nurturing'],
  putBackLead: ['inside_sales', 'nurturing'],
  promoteLead: ['marketing', 'nurturing'],
  assessBant: ['inside_sales', 'contacted'],
  qualifyLead: ['inside_sales', 'contacted'],
  acceptLead: ['sales', 'sql'],
  returnLead: ['sales', 'sql'],
  recycleLead: ['inside_sales', 'mql'],
  disqualifyLead: ['inside_sales', 'nurturing'],
  reopenLead: ['inside_sales', 'disqualified'],
  winDeal: ['sales', 'accepted'],
  loseDeal: ['sales', 'accepted'],
  correctOutcome: ['sales', 'won'],
  recordCustomerValue: ['sales', 'won'],
  giveFeedback: ['sales', 'won'],
  pauseSla: ['inside_sales', 'contacted'],
  resumeSla: ['inside_sales', 'paused'],
  replanSla: ['admin', 'mql'],
  proveSla: ['auditor', 'paused'],
  changeCalendar: ['admin'],
  redeliverNotification: ['admin'],
  issueTicket: ['auditor'],
  rebuildReadModel: ['admin'],
  retryParkedStream: ['admin'],
  discardParkedEvent: ['admin'],
};

/** A role that may use it, and how a lead must stand for that. */
export function wayIn({ operationId, method }: ApiOperation): { role: Role; standing: Standing } {
  const [role, standing = 'nurturing'] = whoAndWhere[operationId] ?? ['auditor'];
  if (method !== 'GET' && !(operationId in whoAndWhere)) throw new Error(`who may ${operationId}?`);
  return { role, standing };
}

/** The path with its parameters put in, and what its query has for examples. */
export function pathOf(
  { path, parameters }: ApiOperation,
  values: Readonly<Record<string, string>>,
): string {
  const query = parameters
    .filter((one) => one.in === 'query' && one.schema.example !== undefined)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(schema.example))}`);
  const named = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name]!));
  return query.length === 0 ? named : `${named}?${query.join('&')}`;
}
