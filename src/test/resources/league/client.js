// node client.js PORT PATH IN_FLIGHT: for each line with a number on its input it sends so many requests on one
// connection, and prints a line when all have their responses.
'use strict';
const http2 = require('node:http2');
const readline = require('node:readline');

const [port, target, inFlight] = process.argv.slice(2);
const session = http2.connect(`http://127.0.0.1:${port}`);
let waiting = 0;
let missing = 0;
let bytes = 0;

function fail(error) {
  console.error(error);
  process.exit(1);
}

function next() {
  waiting -= 1;
  const stream = session.request({ ':path': target });
  stream.on('response', (head) => { if (head[':status'] !== 200) fail(new Error(`status ${head[':status']}`)); });
  stream.on('data', (chunk) => { bytes += chunk.length; });
  stream.on('error', fail);
  stream.on('end', () => {
    missing -= 1;
    if (waiting > 0) next();
    if (missing === 0) console.log(bytes);
  });
}

session.on('error', fail);
session.on('connect', () => {
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    waiting = Number(line);
    missing = waiting;
    for (let i = Math.min(waiting, Number(inFlight)); i > 0; i -= 1) next();
  }).on('close', () => process.exit(0));
  console.log('listening to commands');
});
