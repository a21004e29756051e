'use strict';

const TILES = 60;
const WAVES = 5;
const LOG_LINES = 4;
const element = id => document.getElementById(id);

/** "stream 7", or what there is instead. */
const place = arrival => arrival.stream === null ? arrival.protocol + ', no streams'
  : arrival.protocol + ', stream ' + arrival.stream;

// --- many requests at a time ---

async function sendTiles() {
  const button = element('send-tiles');
  const tiles = Array.from({length: TILES}, () => document.createElement('li'));
  const connections = new Set();
  const began = performance.now();
  let arrived = 0;
  let waited = 0;
  button.disabled = true;
  element('tiles').replaceChildren(...tiles);
  await Promise.all(tiles.map(async (tile, number) => {
    try {
      const response = await fetch('tiles/' + number);
      const arrival = await response.json();
      connections.add(arrival.connection);
      waited += arrival.waited;
      tile.textContent = arrival.stream ?? '–';
      tile.className = 'wave' + Math.floor(arrived++ * WAVES / TILES);
    } catch (failure) {
      tile.textContent = '×';
      tile.className = 'failed';
    }
  }));
  const millis = Math.round(performance.now() - began);
  element('tiles-result').textContent = arrived + ' responses over ' + connections.size
    + (connections.size === 1 ? ' connection' : ' connections') + ' in ' + millis + ' ms; one after the other they'
    + ' would take ' + (waited / 1000).toFixed(1) + ' s.';
  button.disabled = false;
}

element('send-tiles').addEventListener('click', sendTiles);

// --- server-sent events ---

let events = null;

function toggleEvents() {
  if (events) {
    events.close();
    events = null;
  } else {
    events = new EventSource('events');
    events.onmessage = message => {
      const event = JSON.parse(message.data);
      element('event-time').textContent = event.time;
      element('events-result').textContent = place(event) + ', event ' + event.event;
    };
    events.onerror = () => {
      element('events-result').textContent = 'connecting again';
    };
  }
  element('toggle-events').textContent = events ? 'Stop' : 'Start';
}

element('toggle-events').addEventListener('click', toggleEvents);

// --- WebSocket ---

function openSocket() {
  const result = element('socket-result');
  const socket = new WebSocket('wss://' + location.host + '/socket');
  socket.onmessage = message => { // the first one says on which stream the socket is
    const stream = JSON.parse(message.data).stream;
    result.textContent = stream ? 'WebSocket over HTTP/2, stream ' + stream : 'WebSocket over HTTP/1.1';
    result.className = 'good';
    socket.onmessage = echo => {
      const line = document.createElement('li');
      line.textContent = echo.data;
      element('socket-log').prepend(line);
      [...element('socket-log').children].slice(LOG_LINES).forEach(old => old.remove());
    };
    socket.send('Hello from your browser');
  };
  socket.onclose = () => {
    result.textContent = 'not connected';
    result.className = '';
  };
  return socket;
}

let socket = null;

element('socket-form').addEventListener('submit', submit => {
  submit.preventDefault();
  if (socket.readyState === WebSocket.OPEN) {
    socket.send(element('message').value);
  } else if (socket.readyState === WebSocket.CLOSED) {
    socket = openSocket();
  }
});

// --- upload ---

function shown(uploaded) {
  const files = uploaded.files.map(file => file.name + ', ' + file.size.toLocaleString('en') + ' bytes\nSHA-256 '
    + file.sha256);
  return [...files, place(uploaded)].join('\n');
}

element('upload-form').addEventListener('submit', submit => {
  submit.preventDefault();
  const progress = element('upload-progress');
  const result = element('upload-result');
  const request = new XMLHttpRequest();
  progress.hidden = false;
  progress.value = 0;
  result.textContent = '';
  request.responseType = 'json';
  request.upload.onprogress = event => {
    if (event.lengthComputable) {
      progress.value = 100 * event.loaded / event.total;
    }
  };
  request.onload = () => {
    progress.value = 100;
    result.textContent = request.status === 200 ? shown(request.response) : 'The server said ' + request.status + '.';
  };
  request.onerror = () => {
    result.textContent = 'The upload was cut off.';
  };
  request.open('POST', 'files');
  request.send(new FormData(submit.target));
});

sendTiles();
toggleEvents();
socket = openSocket();
