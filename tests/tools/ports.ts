import { type AddressInfo, createServer } from 'node:net';

/** A port of loopback that nobody listens at. */
export const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
