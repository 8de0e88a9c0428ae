import {
  type HealthReport,
  type HttpConfig,
  roles,
  signToken,
  isDepartment,
} from '@tasuki/platform';
import { type Home } from '@tasuki/runtime';

/** What a newcomer needs: where it is, and one access token per role. */
export async function welcome(
  url: string,
  home: Home,
  config: Pick<HttpConfig, 'TASUKI_TOKEN_ISSUER' | 'TASUKI_TOKEN_AUDIENCE'>,
  problems: HealthReport['problems'],
): Promise<string> {
  const privateKey = await home.signingKey();
  const tokens = await Promise.all(
    roles.map(async (role) => {
      const token = await signToken(privateKey, {
        subject: `${role}@tasuki`,
        department: isDepartment(role) ? role : null,
        roles: [role],
        issuer: config.TASUKI_TOKEN_ISSUER,
        audience: config.TASUKI_TOKEN_AUDIENCE,
        validFor: '7d',
      });
      return `  ${role.padEnd(12)} ${token}`;
    }),
  );
  return [
    '',
    'Tasuki is up.',
    '',
    ...problems.map(({ check, problem }) => `  Not ready yet: ${check}, ${problem}`),
    `  API           ${url}/v1`,
    `  API docs      ${url}/docs`,
    `  Home          ${home.path}`,
    '',
    'Access tokens, valid for 7 days (Authorization: Bearer …):',
    '',
    ...tokens,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}
