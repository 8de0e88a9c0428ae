import { applyDecorators, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ReceiptDto } from './dto/answers';
import { LeadCommandHeaders } from './headers';
import { LeadIdParam } from './lead-id';

export interface RouteOptions {
  readonly summary: string;
  readonly description?: string;
  readonly method?: 'POST' | 'PATCH';
}

/**
 * The route of one command on one lead. It answers 200 with the receipt, as a step taken; 201 is
 * for what makes something of its own: a lead, an activity, a contact attempt.
 */
export function LeadCommandRoute(
  name: string,
  { summary, description, method = 'POST' }: RouteOptions,
): MethodDecorator {
  const Route = method === 'POST' ? Post : Patch;
  return applyDecorators(
    Route(`:leadId/${name}`),
    HttpCode(200),
    ApiOperation({ summary, ...(description !== undefined && { description }) }),
    LeadIdParam(),
    LeadCommandHeaders(),
    ApiOkResponse({ type: ReceiptDto, description: 'The receipt.' }),
  );
}
