import { type ISocketFactory } from 'kafkajs';
import { connect, isIP } from 'node:net';
import { connect as connectByTls } from 'node:tls';

/** A broker that is well answers the end of a connection at once. */
const closeMs = 2_000;
const keepAliveMs = 60_000;

/**
 * Connects as kafkajs does by itself, but for the end: kafkajs ends a connection from its side and leaves
 * the rest to the broker, so one that is stuck would keep the socket for ever, and each attempt to reach
 * it takes another one.
 */
export const closingSockets: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl
    ? connectByTls({ host, port, ...servername, ...ssl }, onConnect)
    : connect({ host, port }, onConnect);
  socket.setKeepAlive(true, keepAliveMs);
  const end: () => unknown = socket.end.bind(socket);
  socket.end = () => {
    setTimeout(() => socket.destroy(), closeMs).unref();
    end();
    return socket;
  };
  return socket;
};
