// The page's half of the conversation with the stand-in Slack: requests, and the stream of what changed.

/** A sentence for every way a request can go wrong. */
const SENTENCES = {
  timeout: "Doorstep did not respond in time. Nothing was lost: try again.",
  operation_timeout: "Doorstep did not respond in time. Nothing was lost: try again.",
  app_did_not_respond: "Doorstep did not respond in time. Nothing was lost: try again.",
  not_connected: "Doorstep is not connected to the playground yet. Is it running?",
  dispatch_failed: "Doorstep could not be reached. Is it running?",
  dispatch_unknown_error: "Doorstep answered with an error. Try again.",
  unknown_command: "There is no such command here.",
  not_in_channel: "This person is not in that channel.",
};

/** The sentence for an error code of the server; a sentence from the server passes as it is. */
export function sentence(error) {
  if (!error) return "Something went wrong. Try again.";
  if (SENTENCES[error]) return SENTENCES[error];
  return /\s/.test(error) ? error : `Slack answered “${error}”.`;
}

async function request(path, options) {
  try {
    const response = await fetch(path, options);
    const body = await response.json();
    if (!response.ok && body.ok === undefined)
      return { ok: false, error: body.error ?? `The playground answered ${response.status}.` };
    return body;
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
    return { ok: false, unreachable: true, error: "The playground isn’t answering. Is it still running?" };
  }
}

/** GET a page resource with query parameters. */
export function get(path, query = {}) {
  const words = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== null && value !== undefined),
  );
  return request(`page/${path}${words.size ? `?${words}` : ""}`, { headers: { Accept: "application/json" } });
}

/** POST JSON to a page resource. */
export function post(path, body) {
  return request(`page/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** What changes for one person, live. Re-connects by itself; `onState(connected, again)` tells when. */
export class Stream {
  constructor(as, onEvent, onState) {
    this.as = as;
    this.onEvent = onEvent;
    this.onState = onState;
    this.wait = FIRST_WAIT;
    this.again = false;
    this.closed = false;
    this.connect();
  }

  connect() {
    this.source = new EventSource(`page/stream?as=${encodeURIComponent(this.as)}`);
    this.source.onopen = () => {
      this.wait = FIRST_WAIT;
      this.onState(true, this.again);
      this.again = true;
    };
    this.source.onmessage = (event) => this.onEvent(JSON.parse(event.data));
    this.source.onerror = () => {
      this.source.close();
      if (this.closed) return;
      this.onState(false, true);
      this.again = true;
      this.timer = setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
    };
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.source.close();
  }
}
