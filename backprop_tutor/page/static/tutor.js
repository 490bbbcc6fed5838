// The tutor behind the page: Python in a worker. One request at a time; each has one reply.

let worker, ready, waiting, last = Promise.resolve(), count = 0;

// Starts the worker. `heard` gets what it says unasked: {ready}, {failed}, {elsewhere}, {storage}.
// After another was lost nothing is taken over from an earlier start.
export function start(heard) {
  worker?.terminate();
  const own = new Worker("worker.js", { type: "module", name: worker ? "anew" : "" });
  worker = own;
  let rise, fall;
  ready = new Promise((up, down) => [rise, fall] = [up, down]);
  ready.catch(() => {});
  last = Promise.resolve();
  const lose = (reason) => {
    if (worker !== own) return;
    own.terminate();
    fall(new Error(reason));
    waiting?.lose(new Error(reason));
    heard({ failed: reason });
  };
  own.onerror = (event) => lose(event.message || "worker");
  own.onmessageerror = () => lose("message");
  own.onmessage = ({ data }) => {
    if (worker !== own) return;
    if (data.failed !== undefined) return lose(data.failed);
    if (data.ready === "python") rise();
    if (data.id === undefined) heard(data);
    else if (waiting?.id === data.id) waiting.have(JSON.parse(data.text));
  };
}

// Returns the reply to a request, when those before it have theirs.
export function ask(request) {
  const own = worker, up = ready;
  const reply = last.catch(() => {}).then(() => up).then(() => new Promise((have, lose) => {
    if (worker !== own) return lose(new Error("worker"));
    waiting = { id: ++count, have, lose };
    own.postMessage({ id: count, text: JSON.stringify(request) });
  }));
  last = reply;
  return reply;
}

// Returns a function that asks for the newest only: what is passed over while a reply is awaited
// is never asked, and a reply that is out of date by then is dropped. Null: nothing is wanted.
export function newest(show) {
  let wanted = null, asking = false, turn = 0;
  const next = async () => {
    asking = true;
    while (wanted) {
      const request = wanted, own = turn;
      wanted = null;
      try {
        const reply = await ask(request);
        if (turn === own) show(reply);
      } catch {
        wanted = null;
      }
    }
    asking = false;
  };
  return (request) => {
    wanted = request;
    turn += 1;
    if (request && !asking) next();
  };
}
