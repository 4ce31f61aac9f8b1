// @tus/server as its documentation sets it up, with a finish hook that hashes the stored file.
// usage: node server.mjs PORT DIRECTORY
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const [port, directory] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });

const server = new Server({
  path: '/files',
  datastore: new FileStore({ directory }),
  async onUploadFinish(_request, upload) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(directory, upload.id)), hash);
    return { headers: { 'X-Content-Hash': hash.digest('hex') } };
  },
});
server.listen({ host: '127.0.0.1', port: Number(port) });
