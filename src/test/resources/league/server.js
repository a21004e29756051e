// node server.js PORT: GET /hello, /headers and /bytes/N, POST /upload. One thread.
'use strict';
const fs = require('node:fs');
const http2 = require('node:http2');
const path = require('node:path');

const PIECE = 64 * 1024;
const LONGEST = 10 * 1024 * 1024;
const greeting = Buffer.from('Hello, world!');
const longBody = Buffer.alloc(LONGEST, 'a');
const fields = {};
for (const line of fs.readFileSync(path.join(process.env.LAB_DATA, 'response-headers.txt'), 'utf8').split('\n')) {
  const colon = line.indexOf(': ');
  if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
}
let responses = 2 ** 48;

function respond(stream, head, body) {
  stream.respond({ ':status': 200, ...head, 'content-length': body.length });
  stream.end(body);
}

/** Writes a long body as fast as the stream takes it. */
function writeFrom(stream, body, from) {
  let at = from;
  while (body.length - at > PIECE) {
    const takesMore = stream.write(body.subarray(at, at + PIECE));
    at += PIECE;
    if (!takesMore) {
      stream.once('drain', () => writeFrom(stream, body, at));
      return;
    }
  }
  stream.end(body.subarray(at));
}

const text = { 'content-type': 'text/plain' };
const server = http2.createServer();
server.on('stream', (stream, request) => {
  const target = request[':path'];
  stream.on('error', () => {}); // the load has ended
  if (target === '/hello') {
    respond(stream, text, greeting);
  } else if (target === '/headers') {
    responses += 1;
    respond(stream, { ...fields, 'x-request-id': responses.toString(16) }, greeting);
  } else if (target.startsWith('/bytes/')) {
    const body = longBody.subarray(0, Number(target.slice('/bytes/'.length)));
    stream.respond({ ':status': 200, ...text, 'content-length': body.length });
    writeFrom(stream, body, 0);
  } else if (target === '/upload') {
    let received = 0;
    stream.on('data', (chunk) => { received += chunk.length; });
    stream.on('end', () => respond(stream, text, Buffer.from(String(received))));
  } else {
    stream.respond({ ':status': 404 }, { endStream: true });
  }
});
server.listen(Number(process.argv[2]), '127.0.0.1');
