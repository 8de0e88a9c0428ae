import { type ISocketFactory } from 'kafkajs';
import { createRequire } from 'node:module';
import { type Socket } from 'node:net';

/** A broker that is well answers the end of a connection at once. */
const closeMs = 2_000;

/**
 * kafkajs ends a connection from its side, and leaves the rest to the broker: one that is stuck would
 * keep the socket for ever, and each attempt to reach it takes another one.
 */
export function closingSockets(): ISocketFactory {
  const open = createRequire(__filename)('kafkajs/src/network/socketFactory') as () => Opener;
  const openSocket = open();
  return (args) => {
    const socket = openSocket(args);
    const end = socket.end.bind(socket);
    socket.end = () => {
      setTimeout(() => socket.destroy(), closeMs).unref();
      return end();
    };
    return socket;
  };
}

type Opener = (args: Parameters<ISocketFactory>[0]) => Socket;
