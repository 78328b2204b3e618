//! Changing what was sent: other words, none at all, and reactions.

use serde_json::Value;

use crate::botapi::text::Marked;
use crate::botapi::views::View;
use crate::botapi::{Answer, Call, Refused, done};
use crate::server::Writing;
use crate::state::bots::business::Right;
use crate::state::messages::EDIT_TIME;
use crate::state::post::Content;
use crate::state::{MessageId, Peer, State, UserId};

const NO_MESSAGE: &str = "message to edit not found";
/// The most messages that are deleted at once.
const MAX_DELETED: usize = 100;

pub(super) fn text(call: &Call) -> Answer {
    let Marked { text, entities } = call.marked("text", "entities")?;
    if text.trim().is_empty() {
        return Err(Refused::bad_request("message text is empty"));
    }
    edit(call, Content::marked(text, entities), false)
}

pub(super) fn caption(call: &Call) -> Answer {
    let Marked { text, entities } = call.marked("caption", "caption_entities")?;
    edit(call, Content::marked(text, entities), true)
}

fn edit(call: &Call, content: Content, is_caption: bool) -> Answer {
    call.check_markup()?;
    let id = message_id(call, "message identifier is not specified")?;
    let date = call.server.now();
    let connection = call.params.text("business_connection_id");
    let mut writing = call.server.write();
    let state = writing.state();
    let (by, peer) = match &connection {
        Some(connection) => business_place(call, state, connection, date)?,
        None => (call.bot, call.chat(state, "chat_id")?),
    };
    let seen = state.seen(by, peer, id).ok_or_else(|| Refused::bad_request(NO_MESSAGE))?;
    let post = state.post(seen.post);
    // In another's name a bot edits only what it wrote in it.
    if connection.is_some() && post.content.via_business_bot != Some(call.bot) {
        return Err(Refused::bad_request("message can't be edited"));
    }
    match (post.content.file.is_some(), is_caption) {
        (true, false) => {
            return Err(Refused::bad_request("there is no text in the message to edit"));
        }
        (false, true) => {
            return Err(Refused::bad_request("there is no caption in the message to edit"));
        }
        _ => {}
    }
    let owner = if peer.channel().is_some() { peer } else { Peer::User(by) };
    let edited = state.edit(by, peer, id, content, date);
    let event = edited.map_err(|error| Refused::about(error, NO_MESSAGE))?;
    writing.commit([event], None)?;
    let state = writing.state();
    let letter = state.letter(owner, id).ok_or_else(|| Refused::bad_request(NO_MESSAGE))?;
    Ok(View { state, bot: call.bot }.message(&letter, connection.as_deref()).into())
}

fn business_place(
    call: &Call,
    state: &State,
    id: &str,
    now: i32,
) -> Result<(UserId, Peer), Refused> {
    let connection = state.connection(call.bot, id)?;
    let peer = state.business_chat(connection, Right::Reply, call.person()?)?;
    state.business_active(connection.owner, peer, now)?;
    Ok((connection.owner, peer))
}

pub(super) fn delete(call: &Call) -> Answer {
    let id = message_id(call, "message to delete not found")?;
    let now = call.server.now();
    let mut writing = call.server.write();
    let state = writing.state();
    let peer = call.chat(state, "chat_id")?;
    let seen = state.seen(call.bot, peer, id);
    let seen = seen.ok_or_else(|| Refused::bad_request("message to delete not found"))?;
    if !may_delete(call, state, peer, seen.from, seen.date, now) {
        return Err(Refused::bad_request("message can't be deleted"));
    }
    remove(call, &mut writing, peer, &[id])?;
    done()
}

/// Those that are not there, or are not to be deleted, are passed over.
pub(super) fn delete_several(call: &Call) -> Answer {
    let given = call.params.json("message_ids")?;
    let given = given.as_ref().and_then(Value::as_array).filter(|ids| !ids.is_empty());
    let given =
        given.ok_or_else(|| Refused::bad_request("message identifiers are not specified"))?;
    if given.len() > MAX_DELETED {
        return Err(Refused::bad_request("too many message identifiers specified"));
    }
    let ids = given.iter().filter_map(|id| i32::try_from(id.as_i64()?).ok());
    let now = call.server.now();
    let mut writing = call.server.write();
    let state = writing.state();
    let peer = call.chat(state, "chat_id")?;
    let ids: Vec<MessageId> = ids
        .filter(|id| {
            let seen = state.seen(call.bot, peer, *id);
            seen.is_some_and(|it| may_delete(call, state, peer, it.from, it.date, now))
        })
        .collect();
    remove(call, &mut writing, peer, &ids)?;
    done()
}

fn may_delete(call: &Call, state: &State, peer: Peer, author: UserId, date: i32, now: i32) -> bool {
    let is_creator = state.group(peer).is_some_and(|group| group.creator == call.bot);
    let is_fresh = now.saturating_sub(date) <= EDIT_TIME;
    is_creator || (is_fresh && (peer.is_user() || author == call.bot))
}

fn remove(
    call: &Call,
    writing: &mut Writing<'_>,
    peer: Peer,
    ids: &[MessageId],
) -> Result<(), Refused> {
    let event = match peer {
        Peer::Channel(_) => {
            writing.state().delete_in_channel(call.bot, peer, ids, call.server.now())?
        }
        Peer::User(_) | Peer::Group(_) => writing.state().delete(call.bot, ids, true),
    };
    Ok(writing.commit(event.as_slice(), None)?)
}

pub(super) fn react(call: &Call) -> Answer {
    let missing = "message to react not found";
    let id = message_id(call, missing)?;
    let given = call.params.json("reaction")?.unwrap_or_default();
    let given = given.as_array().map(Vec::as_slice).unwrap_or_default();
    let emoji = given.iter().map(|it| it["emoji"].as_str().map(str::to_owned));
    let emoji: Option<Vec<String>> = emoji.collect();
    let emoji = emoji.ok_or_else(|| Refused::bad_request("REACTION_INVALID"))?;
    if emoji.len() > 1 {
        return Err(Refused::bad_request("REACTIONS_TOO_MANY"));
    }
    let date = call.server.now();
    let mut writing = call.server.write();
    let peer = call.chat(writing.state(), "chat_id")?;
    let event = writing.state().react(call.bot, peer, id, emoji, date);
    let event = event.map_err(|error| Refused::about(error, missing))?;
    writing.commit(event.as_slice(), None)?;
    done()
}

fn message_id(call: &Call, missing: &str) -> Result<MessageId, Refused> {
    call.params.message_id("message_id").ok_or_else(|| Refused::bad_request(missing))
}
