import { departments } from '@tasuki/domain';
import { HttpConfig, isDepartment, type Role, roles, signToken } from '@tasuki/platform';
import { type Command } from 'commander';
import { existingHome } from './connect';
import { matching, oneOf, oneOrMoreOf } from './usage';

interface Options {
  readonly role: readonly Role[];
  readonly name: string;
  readonly department?: (typeof departments)[number];
  readonly validFor: string;
}

export function addToken(program: Command): void {
  program
    .command('token')
    .description('sign an access token with the key of this home')
    .requiredOption('--role <role>', `one of ${roles.join(', ')}; repeatable`, oneOrMoreOf(roles))
    .requiredOption('--name <name>', 'whom it stands for', matching(/\S/, 'a name'))
    .option(
      '--department <department>',
      `one of ${departments.join(', ')}; the role's own when left out`,
      oneOf(departments),
    )
    .option(
      '--valid-for <duration>',
      'such as 30m, 12h or 7d',
      matching(/^[1-9]\d{0,4}[smhd]$/, 'a duration such as 30m, 12h or 7d'),
      '12h',
    )
    .action(async (options: Options) => {
      process.stdout.write(`${await token(options)}\n`);
    });
}

async function token({ role, name, department, validFor }: Options): Promise<string> {
  const home = await existingHome();
  const defaults = new HttpConfig();
  const own = role.find(isDepartment);
  return signToken(await home.signingKey(), {
    subject: name,
    name,
    department: department ?? own ?? null,
    roles: [...new Set(role)],
    issuer: process.env.TASUKI_TOKEN_ISSUER ?? defaults.TASUKI_TOKEN_ISSUER,
    audience: process.env.TASUKI_TOKEN_AUDIENCE ?? defaults.TASUKI_TOKEN_AUDIENCE,
    validFor,
  });
}
