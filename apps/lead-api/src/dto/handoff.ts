import { type Department, departments } from '@tasuki/domain';
import { ChoiceField, InstantField, NoteField, SlugField, TextField } from '../fields';
import { NestedField } from '../nested-fields';
import { ReasonDto } from './reason';

/** Whose the lead is from now on. A person chose; rules assign from inside alone. */
export class AssignDto {
  @TextField({ description: 'The subject of who takes it.', example: 'mika', max: 200 })
  assignee: string;

  @ChoiceField({ description: 'In which department.', of: departments, example: 'inside_sales' })
  department: Department;

  @SlugField({ description: 'Why.', example: 'speaks_japanese', optional: true })
  reason?: string;

  @NoteField()
  note?: string;
}

const verdicts = ['met', 'not_met', 'unknown'] as const;

export class CriterionDto {
  @ChoiceField({ description: 'What was found out.', of: verdicts, example: 'met' })
  verdict: (typeof verdicts)[number];

  @NoteField()
  note?: string;
}

/** All four at once: an assessment takes the place of the one before. */
export class BantDto {
  @NestedField(() => CriterionDto, { description: 'Is there money for it?' })
  budget: CriterionDto;

  @NestedField(() => CriterionDto, { description: 'Can the person decide?' })
  authority: CriterionDto;

  @NestedField(() => CriterionDto, { description: 'Is there a problem that we solve?' })
  need: CriterionDto;

  @NestedField(() => CriterionDto, { description: 'Is it to happen soon?' })
  timing: CriterionDto;
}

export class QualifyDto {
  @NestedField(() => ReasonDto, {
    description: "Why, though the definition's SQL criteria are not met.",
    optional: true,
  })
  override?: ReasonDto;

  @InstantField({ description: 'When; at most 5 minutes ahead.', optional: true })
  occurredAt?: string;
}

export class AcceptDto {
  @TextField({
    description: 'The subject of who takes the deal.',
    example: 'mika',
    max: 200,
    optional: true,
  })
  owner?: string;

  @InstantField({ description: 'When; at most 5 minutes ahead.', optional: true })
  occurredAt?: string;
}
