import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { notificationById, notificationPage, redeliverNotification } from '@tasuki/notifications';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import {
  NotificationDto,
  NotificationsAnswerDto,
  NotificationsQueryDto,
} from './dto/notifications';
import { NotificationId, NotificationIdParam } from './lead-id';
import { MayDo } from './operations.guard';
import { NotificationBusy, UnknownNotification } from './problem';

/** Who was told of what, and what became of it. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller('v1/notifications')
export class NotificationsController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get()
  @ApiOperation({ summary: 'Who was told, or is to be told, of what happened to leads' })
  @ApiOkResponse({ type: NotificationsAnswerDto, description: 'A page of notifications.' })
  async listNotifications(
    @Query() { limit, cursor, ...filter }: NotificationsQueryDto,
  ): Promise<NotificationsAnswerDto> {
    const at = { limit, ...(cursor !== undefined && { cursor }) };
    return notificationPage(this.runtime.pool, filter, at);
  }

  @Post(':notificationId/redeliver')
  @HttpCode(202)
  @MayDo('redeliver')
  @ApiOperation({
    summary: 'Send a notification once more, under the same id',
    description: 'Whatever became of it before; whoever has it already gets it twice.',
  })
  @NotificationIdParam()
  @ApiAcceptedResponse({ type: NotificationDto, description: 'It will be sent.' })
  async redeliverNotification(@NotificationId() id: string): Promise<NotificationDto> {
    const { pool } = this.runtime;
    const again = await redeliverNotification(pool, id);
    if (again !== undefined) return again;
    if ((await notificationById(pool, id)) === undefined) throw new UnknownNotification(id);
    throw new NotificationBusy(id);
  }
}
