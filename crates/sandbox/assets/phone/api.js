// The sandbox's control API, as far as a phone needs it.

const BASE = "api/";

async function call(path, options) {
  const response = await fetch(BASE + path, options);
  if (response.ok) return response;
  let reason = `${response.status} ${response.statusText}`;
  try {
    reason = (await response.json()).error ?? reason;
  } catch {
    // Not the sandbox's own words: the status must do.
  }
  throw new Error(reason);
}

const query = (values) => {
  const present = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(present).toString();
};
const read = async (path, values = {}) => (await call(`${path}?${query(values)}`)).json();
const post = (path, body, keepalive = false) =>
  call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    keepalive,
  });

export const people = () => read("people");
export const groups = () => read("groups");
export const dialogs = (of) => read("dialogs", { of });
export const messages = (of, peer, page) => read("messages", { of, with: peer, ...page });
export const send = async (message) => (await post("messages", message)).json();
export const edit = async (change) => (await post("messages/edit", change)).json();
export const remove = (what) => post("messages/delete", what);
export const react = async (what) => (await post("messages/react", what)).json();
export const heard = (by, peer, ids) => post("messages/heard", { by, with: peer, ids });
export const markRead = (by, peer) => post("messages/read", { by, with: peer });
export const typing = (from, to, action) => post("typing", { from, to, action });
// These two are said at the end, and outlive the page.
export const draft = (of, peer, text, reply_to) => post("drafts", { of, with: peer, text, reply_to }, true);
export const presence = (of, online) => post("presence", { of, online }, true);

/** The address of a file's bytes. */
export const fileAddress = (id) => `${BASE}files/${encodeURIComponent(id)}`;

/** Stores a file that messages can carry. */
export async function store(bytes, about) {
  return (await call(`files?${query(about)}`, { method: "POST", body: bytes })).json();
}

/** Makes what the browser has recorded into a voice note's Ogg. */
export async function toOgg(webm) {
  return (await call("ogg", { method: "POST", body: webm })).blob();
}

/** Follows an account. `ready` is called whenever all that is shown may be out of date. */
export function follow(of, { ready, event, lost }) {
  let source;
  let again;
  const open = () => {
    source = new EventSource(`${BASE}events?${query({ of })}`);
    source.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      if (news.event === "ready" || news.event === "missed") ready();
      else event(news);
    };
    source.onerror = () => {
      lost();
      // A browser that was refused does not come back by itself.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 2000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
