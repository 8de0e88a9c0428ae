import { rangeIn } from './address-guard';
import { checkedTarget } from './checked-target';
import { NotSent, Refused } from './outgoing-errors';

const internal = [rangeIn('10.0.0.0/8')!];
const at =
  (...addresses: string[]) =>
  async () =>
    addresses;
const nobody = async () => {
  throw new Error('ENOTFOUND');
};

const check = (url: string, resolve = at('8.8.8.8')) => checkedTarget(url, internal, resolve);

it('is a host with all its addresses, each of them checked', async () => {
  const resolve = at('8.8.8.8', '2606:4700::1', '10.0.0.7');
  expect(await check('https://hooks.example.com/x?y=1', resolve)).toEqual({
    url: new URL('https://hooks.example.com/x?y=1'),
    host: 'hooks.example.com',
    addresses: ['8.8.8.8', '2606:4700::1', '10.0.0.7'],
  });
});

it('is refused when one of the addresses may not be reached', async () => {
  const mixed = at('8.8.8.8', '169.254.169.254');
  await expect(check('https://hooks.example.com/secret', mixed)).rejects.toThrow(
    new Refused('hooks.example.com at 169.254.169.254 is a link-local address'),
  );
});

it.each([
  ['https://127.0.0.1/'],
  ['https://0x7f.1/'],
  ['https://2130706433/'],
  ['https://017700000001/'],
  ['https://127.1/'],
  ['https://①②⑦.0.0.1/'],
  ['https://0/'],
  ['https://[::1]/'],
  ['https://[::ffff:127.0.0.1]/'],
  ['https://[::ffff:7f00:1]/'],
  ['https://[fd00::1]/'],
])('an address in the URL is checked like any other: %s', async (url) => {
  await expect(check(url, nobody)).rejects.toThrow(Refused);
});

it.each([
  ['no url', 'the URL cannot be read'],
  ['https://', 'the URL cannot be read'],
  ['https://[fe80::1%25eth0]/', 'the URL cannot be read'],
  ['ftp://8.8.8.8/', 'the URL is neither https: nor http:'],
  ['file:///etc/passwd', 'the URL is neither https: nor http:'],
  ['https://user:secret@hooks.example.com/', 'the URL holds credentials'],
  ['https://user@hooks.example.com/', 'the URL holds credentials'],
  ['http://hooks.example.com/', 'hooks.example.com at 8.8.8.8 may be reached by https only'],
  ['http://8.8.8.8/', '8.8.8.8 may be reached by https only'],
])('%s is refused: %s', async (url, message) => {
  await expect(check(url)).rejects.toThrow(new Refused(message));
});

it('is reached by http where all addresses are allowed', async () => {
  expect((await check('http://10.1.2.3:8080/')).addresses).toEqual(['10.1.2.3']);
  expect((await check('http://intranet/', at('10.1.2.3'))).addresses).toEqual(['10.1.2.3']);
  await expect(check('http://intranet/', at('10.1.2.3', '8.8.8.8'))).rejects.toThrow(Refused);
});

it('that has no address was not sent anything', async () => {
  const message = 'hooks.example.com has no address';
  for (const resolve of [nobody, at()]) {
    await expect(check('https://hooks.example.com', resolve)).rejects.toThrow(new NotSent(message));
  }
});
