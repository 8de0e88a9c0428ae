/**
 * The instant at which a clock on the wall shows this. Never runs backward: of a time that is shown
 * twice it is the first, and a time that is skipped (spring, or Samoa's 30 December 2011) is the
 * instant at which the clock jumped, so that skipped time has no length.
 */
export function instantOf(local: Temporal.PlainDateTime, zone: string): Temporal.Instant {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const isShown = earlier.toPlainDateTime().equals(local);
  return (isShown ? earlier : earlier.getTimeZoneTransition('next')!).toInstant();
}
