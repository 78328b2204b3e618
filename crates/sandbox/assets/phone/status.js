// What stands under a chat's name: whether the other one is there, or how many are in it.

import { SERVICE, dialogWith, isBot, isGroup, store } from "./store.js";
import { lastSeen, say } from "./words.js";

/** The line under a chat's name. */
export function statusOf(peer) {
  if (peer === SERVICE) return say("service");
  if (peer === store.me.id) return say("saved-about");
  if (isBot(peer)) return say("bot");
  if (isGroup(peer)) return say("members", { count: store.groups.get(peer)?.members.length ?? 0 });
  const presence = dialogWith(peer)?.presence;
  if (!presence) return say("seen-recently");
  if (presence.online_until * 1000 > Date.now()) return say("online");
  return lastSeen(presence.last_seen ?? presence.online_until);
}
