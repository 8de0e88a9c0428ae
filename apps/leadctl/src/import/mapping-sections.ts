import { type Stage, stages } from '@tasuki/lead';
import { calendarDate, instant } from './date-kinds';
import * as kinds from './kinds';
import { type ActivityMapping, type LeadMapping, type StageMapping } from './mapping';
import { type Surroundings, type Value, valueOf } from './value';
import { below, fields, optional, type Reader, recordOf, refuseMapping } from './yaml';

export function leadMapping(around: Surroundings): Reader<LeadMapping> {
  const slug = optional(valueOf(kinds.slug, around));
  const label = optional(valueOf(kinds.label, around));
  return fields({
    occurredAt: valueOf(instant, around),
    source: optional(fields({ channel: slug, campaign: label, form: label })),
    person: optional(
      fields({
        name: optional(valueOf(kinds.personName, around)),
        email: optional(valueOf(kinds.email, around)),
        phone: optional(valueOf(kinds.phone, around)),
        role: label,
        seniority: optional(valueOf(kinds.seniority, around)),
      }),
    ),
    company: optional(
      fields({
        name: label,
        industry: slug,
        employees: optional(valueOf(kinds.headcount, around)),
        region: slug,
        website: optional(valueOf(kinds.website, around)),
      }),
    ),
  });
}

export function activityMapping(around: Surroundings): Reader<ActivityMapping> {
  return fields({
    type: valueOf(kinds.slug, around),
    when: optional(valueOf(kinds.anyText, around)),
    asset: optional(valueOf(kinds.label, around)),
    source: optional(valueOf(kinds.slug, around)),
    occurredAt: valueOf(instant, around),
  });
}

export function stageMapping(around: Surroundings): Reader<StageMapping> {
  const read = fields({
    reached: valueOf(kinds.stage, around),
    reachedAt: optional(recordOf(valueOf(instant, around))),
    owner: optional(valueOf(kinds.label, around)),
    deal: optional(
      fields({
        amount: optional(valueOf(kinds.amount, around)),
        currency: optional(valueOf(kinds.currency, around)),
        closedOn: optional(valueOf(calendarDate, around)),
        product: optional(valueOf(kinds.label, around)),
        reason: optional(valueOf(kinds.slug, around)),
      }),
    ),
  });
  return (given, path) => {
    const { reachedAt = new Map<string, Value<string>>(), ...rest } = read(given, path);
    for (const key of reachedAt.keys()) {
      const isStage = (stages as readonly string[]).slice(1).includes(key);
      if (isStage) continue;
      const where = below(below(path, 'reachedAt'), key);
      refuseMapping(where, `is not known; allowed here: ${stages.slice(1).join(', ')}`);
    }
    const { deal } = rest;
    if ((deal?.amount === undefined) !== (deal?.currency === undefined)) {
      refuseMapping(below(path, 'deal'), 'must state both amount and currency, or neither');
    }
    return { ...rest, reachedAt: reachedAt as ReadonlyMap<Stage, Value<string>> };
  };
}
