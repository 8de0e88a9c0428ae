import { Department } from '@tasuki/domain';
import { stages } from '@tasuki/lead';
import { Type, type Static, type TProperties } from 'typebox';

/**
 * One kind of message, as it is published: its name and shape are a contract with services that we do
 * not know. Within a major version fields are only added, and only optional ones; what changes
 * otherwise is another message beside this one, `.v2`.
 */
export interface MessageDefinition<P extends TProperties = TProperties> {
  /** CloudEvents `type`, such as `com.tasuki.lead.captured.v1`. */
  readonly type: string;
  /** What it says, in one sentence. */
  readonly about: string;
  /** Of the data, beside the fields that every message has. Readers must take fields that they do not know. */
  readonly properties: P;
  readonly example: Static<ReturnType<typeof Type.Object<P>>> & ExampleOfCommon;
}

/** Where an example is not the ninth message of a lead, or somebody else’s doing than inside sales’. */
type ExampleOfCommon = Partial<Pick<CommonData, 'version' | 'actor'>>;

/** @param name with its major version, `captured.v1` */
export function defineMessage<P extends TProperties>(
  name: `${string}.v${number}`,
  about: string,
  properties: P,
  example: MessageDefinition<P>['example'],
): MessageDefinition<P> {
  return { type: `com.tasuki.lead.${name}`, about, properties, example };
}

export const Uuid = Type.String({ format: 'uuid' });
export const Instant = Type.String({ format: 'date-time' });
export const Day = Type.String({ format: 'date' });
export const Name = Type.String({ minLength: 1, maxLength: 200 });
export const Slug = Type.String({ minLength: 1, maxLength: 64 });
export const Stage = Type.Enum([...stages]);

/** Somebody of this company, or a program of it, by the subject of the access token. */
const Actor = Type.Object({
  subject: Name,
  department: Type.Union([Department, Type.Null()]),
  onBehalfOf: Type.Optional(Name),
});

/** What the data of every message says. */
export const common = {
  leadId: Uuid,
  /** Of the lead's stream: 1 for its first message, without gaps. */
  version: Type.Integer({ minimum: 1 }),
  /** When Tasuki recorded it, in UTC. */
  recordedAt: Instant,
  /** When it happened, where somebody reported it, with the offset that was reported. */
  occurredAt: Type.Optional(Instant),
  actor: Actor,
  /** History that was brought in from elsewhere, not news: nobody is to be told of it. */
  imported: Type.Optional(Type.Literal(true)),
};
export type CommonData = Static<ReturnType<typeof Type.Object<typeof common>>>;

/** Where the lead was before, and where it is now; `from` is `null` for a lead that is new. */
export const StageChange = Type.Object({
  from: Type.Union([Stage, Type.Null()]),
  to: Stage,
});
export type StageChange = Static<typeof StageChange>;

export const Cycle = Type.Integer({ minimum: 1 });

/** One version of the agreed definition. */
export const DefinitionRef = Type.Object({
  version: Type.Integer({ minimum: 0 }),
  hash: Type.String(),
});

export const bySales = { actor: { subject: 'mori', department: 'sales' } } as const;
export const byProgram = (subject: string) => ({ actor: { subject, department: null } });

export const exampleDefinition = {
  version: 3,
  hash: '33de81763f1c0dd3a3ba0d4b34e3b5bd3f3c7b0dd9e2f4b7c9a1e5d6f7a8b9c0',
};
