// Sends a file to an upload URL, from wherever the server says it has got to, and gives up at the first error.
// usage: TUS_TOKEN=... node upload.mjs URL HOST FILE
import { readFileSync } from 'node:fs';
import * as tus from 'tus-js-client';

const [url, host, file] = process.argv.slice(2);
const upload = new tus.Upload(readFileSync(file), {
  uploadUrl: url,
  chunkSize: 256 * 1024,
  retryDelays: null,
  headers: {
    Host: host,
    Authorization: `Bearer ${process.env.TUS_TOKEN}`,
    'Capsule-Protocol': '2026-05-31',
  },
  onError(error) {
    console.log(`failed: ${error.message}`);
    process.exitCode = 3;
  },
  onSuccess() {
    console.log('done');
  },
});
upload.start();
