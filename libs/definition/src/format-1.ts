import { Type, type Static } from 'typebox';
import { DefinitionContent } from './definition';
import { type Escalation, FirstContactPolicy, SlaPolicy, Slas } from './sla-policies';

const closed = { additionalProperties: false } as const;

const { escalation: _, ...policy } = SlaPolicy.properties;
const { escalation: __, ...firstContactPolicy } = FirstContactPolicy.properties;

/** The first format: its SLAs say nothing of who is told. */
export const DefinitionContent1 = Type.Object(
  {
    ...DefinitionContent.properties,
    format: Type.Literal(1),
    slas: Type.Object(
      {
        ...Slas.properties,
        policies: Type.Object(
          {
            firstContact: Type.Object(firstContactPolicy, closed),
            sqlDecision: Type.Object(policy, closed),
            salesAcceptance: Type.Object(policy, closed),
          },
          closed,
        ),
      },
      closed,
    ),
  },
  closed,
);
export type DefinitionContent1 = Static<typeof DefinitionContent1>;

/** Whoever has the lead is warned; a passed deadline is their department's affair too. */
export const usualEscalation: Escalation = {
  warn: ['assignee'],
  breach: ['assignee', 'department'],
};

/** What a content of the first format means in the present one. */
export function fromFormat1(content: DefinitionContent1): DefinitionContent {
  const { firstContact, sqlDecision, salesAcceptance } = content.slas.policies;
  return {
    ...content,
    format: 2,
    slas: {
      ...content.slas,
      policies: {
        firstContact: { ...firstContact, escalation: usualEscalation },
        sqlDecision: { ...sqlDecision, escalation: usualEscalation },
        salesAcceptance: { ...salesAcceptance, escalation: usualEscalation },
      },
    },
  };
}
