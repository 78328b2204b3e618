//! Which chat is meant, and what is known of it.

use serde_json::Value;

use crate::botapi::views::View;
use crate::botapi::{Answer, Call, Refused, done};
use crate::state::{Peer, State, UserId};

const OUT_OF_GROUP: Refused = Refused::new(403, "Forbidden: bot was kicked from the group chat");
const OUT_OF_SUPERGROUP: Refused =
    Refused::new(403, "Forbidden: bot is not a member of the supergroup chat");
const CANNOT_BEGIN: Refused =
    Refused::new(403, "Forbidden: bot can't initiate conversation with a user");

impl Call {
    /// The chat that a parameter names, if the bot is in it.
    pub(super) fn chat(&self, state: &State, name: &str) -> Result<Peer, Refused> {
        match self.known_chat(state, name)? {
            Peer::User(user) if state.mailbox(self.bot).dialog(Peer::User(user)).is_none() => {
                Err(CANNOT_BEGIN)
            }
            peer => Ok(peer),
        }
    }

    /// The chat that a parameter names, if the bot knows it.
    pub(super) fn known_chat(&self, state: &State, name: &str) -> Result<Peer, Refused> {
        let text = self.params.text(name);
        let text = text.ok_or_else(|| Refused::bad_request(format!("{name} is empty")))?;
        let peer = match text.parse::<i64>() {
            Ok(number) if number != 0 => Peer::from(number),
            _ if text.starts_with('@') => {
                state.channel_by_username(&text).ok_or(Refused::CHAT_NOT_FOUND)?
            }
            _ => return Err(Refused::CHAT_NOT_FOUND),
        };
        match peer {
            Peer::User(user) if knows(state, self.bot, user) => Ok(peer),
            Peer::User(_) => Err(Refused::CHAT_NOT_FOUND),
            Peer::Group(_) | Peer::Channel(_) => {
                let group = state.group(peer).ok_or(Refused::CHAT_NOT_FOUND)?;
                if group.members.contains_key(&self.bot) {
                    Ok(peer)
                } else if peer.channel().is_some() {
                    Err(OUT_OF_SUPERGROUP)
                } else if state.mailbox(self.bot).dialog(peer).is_some() {
                    Err(OUT_OF_GROUP)
                } else {
                    Err(Refused::CHAT_NOT_FOUND)
                }
            }
        }
    }
}

/// Whether a bot has ever met a person.
fn knows(state: &State, bot: UserId, user: UserId) -> bool {
    let meets = || {
        state
            .groups()
            .any(|(_, group)| group.members.contains_key(&bot) && group.members.contains_key(&user))
    };
    state.account(user).is_some()
        && (state.mailbox(bot).dialog(Peer::User(user)).is_some()
            || state.bot(bot).is_some_and(|bot| bot.owner == Some(user))
            || state.connection_of(user).is_some_and(|connected| connected.bot == bot)
            || meets())
}

pub(super) fn get(call: &Call) -> Answer {
    let state = call.server.read();
    let peer = call.known_chat(&state, "chat_id")?;
    Ok(View { state: &state, bot: call.bot }.full_chat(peer).into())
}

pub(super) fn member(call: &Call) -> Answer {
    let state = call.server.read();
    let peer = group(call, &state)?;
    let user = call.params.integer("user_id").filter(|user| state.account(*user).is_some());
    let user = user.ok_or_else(|| Refused::bad_request("PARTICIPANT_ID_INVALID"))?;
    Ok(View { state: &state, bot: call.bot }.member(peer, user).into())
}

pub(super) fn member_count(call: &Call) -> Answer {
    let state = call.server.read();
    let peer = call.known_chat(&state, "chat_id")?;
    let count = state.group(peer).map_or(2, |group| group.members.len());
    Ok(Value::from(count).into())
}

pub(super) fn administrators(call: &Call) -> Answer {
    let state = call.server.read();
    let peer = group(call, &state)?;
    let view = View { state: &state, bot: call.bot };
    let creator = state.group(peer).map(|group| view.member(peer, group.creator));
    Ok(Value::from(Vec::from_iter(creator)).into())
}

pub(super) fn leave(call: &Call) -> Answer {
    let date = call.server.now();
    let mut writing = call.server.write();
    let peer = group(call, writing.state())?;
    let left = writing.state().remove_member(peer, call.bot, call.bot, date);
    writing.commit(left.map_err(|_| Refused::CHAT_NOT_FOUND)?, None)?;
    done()
}

fn group(call: &Call, state: &State) -> Result<Peer, Refused> {
    let peer = call.known_chat(state, "chat_id")?;
    if peer.is_user() {
        return Err(Refused::bad_request("there are no administrators in the private chat"));
    }
    Ok(peer)
}
