// A peer on Node, for the same job: number a message, store it durably, tell both sockets of the room, answer. No rules.
// `ws` stores what one turn of the event loop brought in one transaction; so does `socketio`; `socketio-tx` stores each
// message by itself.
"use strict";
const path = require("node:path");
const http = require("node:http");
const [, , mode, file, modules] = process.argv;
const bring = require("node:module").createRequire(path.join(modules, "peer.js"));

const db = new (bring("better-sqlite3"))(file);
for (const pragma of ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000", "cache_size=-16000",
  "temp_store=MEMORY"]) db.pragma(pragma);
db.exec(`CREATE TABLE event (room TEXT, seq INTEGER, name TEXT, at TEXT, body TEXT, words BLOB, chain BLOB,
  PRIMARY KEY (room, seq)) WITHOUT ROWID;
  CREATE TABLE outcome (room TEXT, account TEXT, ref TEXT, fingerprint TEXT, seq INTEGER,
  PRIMARY KEY (room, account, ref)) WITHOUT ROWID`);
const insertEvent = db.prepare("INSERT INTO event VALUES (?,?,?,?,?,?,?)");
const insertOutcome = db.prepare("INSERT INTO outcome VALUES (?,?,?,?,?)");
const chain = Buffer.alloc(32, "c");
const fingerprint = "f".repeat(64);
const storeAll = db.transaction((commands) => {
  for (const one of commands) {
    insertEvent.run(one.room, one.seq, one.name, "2026-11-22 16:00:00.000000", "{}", Buffer.from(one.body), chain);
    insertOutcome.run(one.room, one.room, one.ref, fingerprint, one.seq);
  }
});

const seqs = new Map();
let waiting = [];

function flush() {
  const group = waiting;
  waiting = [];
  storeAll.immediate(group);
  for (const one of group) one.stored();
}

function accept(room, message, stored) {
  const seq = (seqs.get(room) || 0) + 1;
  seqs.set(room, seq);
  const command = { room, seq, name: message.name, ref: message.ref, body: JSON.stringify(message.body) };
  command.stored = () => stored(
    { type: "event", seq, name: message.name, body: message.body },
    { type: "reply", ref: message.ref, ok: true, seq },
  );
  waiting.push(command);
  if (mode === "socketio-tx") flush();
  else if (waiting.length === 1) setImmediate(flush);
}

function overWs(server) {
  const { WebSocketServer } = bring("ws");
  const rooms = new Map();
  new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
    let room = null;
    socket.on("message", (data) => {
      const message = JSON.parse(data);
      if (room === null) {
        room = message.room;
        if (!rooms.has(room)) rooms.set(room, new Set());
        rooms.get(room).add(socket);
        socket.send('{"type":"ready"}');
        return;
      }
      accept(room, message, (event, reply) => {
        const text = JSON.stringify(event);
        for (const one of rooms.get(room)) one.send(text);
        socket.send(JSON.stringify(reply));
      });
    });
    socket.on("close", () => rooms.get(room)?.delete(socket));
  });
}

function overSocketIo(server) {
  const { Server } = bring("socket.io");
  const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false });
  io.on("connection", (socket) => {
    let room = null;
    socket.on("hello", (message) => {
      room = message.room;
      socket.join(room);
      socket.emit("event", { type: "ready" });
    });
    socket.on("command", (message) => accept(room, message, (event, reply) => {
      io.to(room).emit("event", event);
      socket.emit("event", reply);
    }));
  });
}

const server = http.createServer();
(mode === "ws" ? overWs : overSocketIo)(server);
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => console.log(server.address().port));
process.on("SIGTERM", () => process.exit(0));
