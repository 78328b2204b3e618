//! Sending texts, and showing that one is about to.

use serde_json::{Value, json};

use crate::api::announce;
use crate::botapi::text::{self, Marked};
use crate::botapi::views::View;
use crate::botapi::{Answer, Call, Refused, done};
use crate::control::events::Activity;
use crate::server::Writing;
use crate::state::bots::business::Right;
use crate::state::messages::Outgoing;
use crate::state::post::Content;
use crate::state::{Event, MessageId, Peer, UserId};

pub(super) fn message(call: &Call) -> Answer {
    let Marked { text, entities } = call.marked("text", "entities")?;
    if text.trim().is_empty() {
        return Err(Refused::bad_request("message text is empty"));
    }
    call.send(Content::marked(text, entities))
}

pub(super) fn chat_action(call: &Call) -> Answer {
    let action = call.params.text("action").unwrap_or_default();
    let activity = activity(&action)
        .ok_or_else(|| Refused::bad_request("wrong parameter action in request"))?;
    let (from, to) = {
        let state = call.server.read();
        match call.params.text("business_connection_id") {
            Some(id) => {
                let connection = state.connection(call.bot, &id)?;
                let with = call.person()?;
                let to = state.business_chat(connection, Right::Reply, with)?;
                state.business_active(connection.owner, to, call.server.now())?;
                (connection.owner, to)
            }
            None => (call.bot, call.chat(&state, "chat_id")?),
        }
    };
    announce::typing(&call.server, from, to, &activity.into());
    done()
}

pub(super) fn forward(call: &Call) -> Answer {
    let sent = pass_on(call, "message to forward not found", false)?;
    let state = call.server.read();
    let letter = state.letter(sent.0, sent.1).ok_or(Refused::CHAT_NOT_FOUND)?;
    Ok(View { state: &state, bot: call.bot }.message(&letter, None).into())
}

pub(super) fn copy(call: &Call) -> Answer {
    let (_, id) = pass_on(call, "message to copy not found", true)?;
    Ok(json!({"message_id": id}).into())
}

fn pass_on(
    call: &Call,
    missing: &'static str,
    without_author: bool,
) -> Result<(Peer, MessageId), Refused> {
    let date = call.server.now();
    let mut writing = call.server.write();
    let state = writing.state();
    let to = call.chat(state, "chat_id")?;
    let source = call.chat(state, "from_chat_id")?;
    let id = call.params.message_id("message_id").unwrap_or(0);
    let seen = state.seen(call.bot, source, id).ok_or_else(|| Refused::bad_request(missing))?;
    let mut content = state.post(seen.post).passed_on(without_author, false);
    if state.post(seen.post).content.action.is_some() {
        return Err(Refused::bad_request(missing));
    }
    content.silent = call.params.flag("disable_notification");
    if without_author && call.params.text("caption").is_some() {
        let Marked { text, entities } = call.marked("caption", "caption_entities")?;
        (content.text, content.entities) = (text, entities);
    }
    deliver(&mut writing, Outgoing { date, ..Outgoing::new(call.bot, to, content) })
}

impl Call {
    /// Sends a message to the chat that is named: in the bot's own name, or over
    /// a connection in its owner's.
    pub(super) fn send(&self, mut content: Content) -> Answer {
        content.silent = self.params.flag("disable_notification");
        self.check_markup()?;
        let date = self.server.now();
        let mut writing = self.server.write();
        let state = writing.state();
        let (letter, connection) = match self.params.text("business_connection_id") {
            Some(id) => {
                let connection = state.connection(self.bot, &id)?;
                let reply_to = self.replied()?.map(|(id, _)| id);
                let with = self.person()?;
                let letter = state.business_letter(connection, with, content, reply_to, date)?;
                (letter, Some(id))
            }
            None => {
                let to = self.chat(state, "chat_id")?;
                let reply_to = self.replied()?.filter(|(id, may_be_missing)| {
                    !may_be_missing || state.seen(self.bot, to, *id).is_some()
                });
                let reply_to = reply_to.map(|(id, _)| id);
                (Outgoing { reply_to, date, ..Outgoing::new(self.bot, to, content) }, None)
            }
        };
        let (owner, id) = deliver(&mut writing, letter)?;
        let state = writing.state();
        let letter = state.letter(owner, id).ok_or(Refused::CHAT_NOT_FOUND)?;
        Ok(View { state, bot: self.bot }.message(&letter, connection.as_deref()).into())
    }

    /// The person that `chat_id` names, in the chats of a connection.
    pub(super) fn person(&self) -> Result<UserId, Refused> {
        let number = self.params.integer("chat_id").filter(|number| *number > 0);
        number.ok_or(Refused::CHAT_NOT_FOUND)
    }

    /// A text with its marks: written into it, or told beside it.
    pub(super) fn marked(&self, text: &str, entities: &str) -> Result<Marked, Refused> {
        let text = self.params.text(text).unwrap_or_default();
        // Before anything is done with it: some marks are looked for to its end.
        if text.len() > text::MAX_RAW {
            return Err(Refused::bad_request("text is too long"));
        }
        match self.params.text("parse_mode") {
            Some(mode) => text::parse(&mode, &text),
            None => {
                let told = self.params.json(entities)?.unwrap_or_default();
                Ok(Marked { text, entities: text::told(&told) })
            }
        }
    }

    /// The message that is answered, and whether it may be gone.
    fn replied(&self) -> Result<Option<(MessageId, bool)>, Refused> {
        let Some(reply) = self.params.json("reply_parameters")? else {
            let id = self.params.message_id("reply_to_message_id").filter(|id| *id != 0);
            return Ok(id.map(|id| (id, self.params.flag("allow_sending_without_reply"))));
        };
        let id = reply["message_id"].as_i64().and_then(|id| i32::try_from(id).ok());
        let id = id.ok_or_else(|| Refused::bad_request("message to be replied not found"))?;
        let may_be_missing = reply["allow_sending_without_reply"].as_bool().unwrap_or(false);
        Ok(Some((id, may_be_missing)))
    }

    /// Buttons are taken, if they are JSON, and not shown.
    pub(super) fn check_markup(&self) -> Result<(), Refused> {
        match self.params.json("reply_markup")? {
            None | Some(Value::Object(_)) => Ok(()),
            Some(_) => Err(Refused::bad_request("object expected as reply markup")),
        }
    }
}

/// Sends a message, and returns where its first copy is.
fn deliver(writing: &mut Writing<'_>, letter: Outgoing) -> Result<(Peer, MessageId), Refused> {
    let event = writing.state().send(letter)?;
    writing.commit(event.as_slice(), None)?;
    let Some(Event::MessageSent(sent)) = &event else {
        return Err(Refused::CHAT_NOT_FOUND);
    };
    sent.copies().next().ok_or(Refused::CHAT_NOT_FOUND)
}

fn activity(action: &str) -> Option<Activity> {
    Some(match action {
        "typing" => Activity::Typing,
        "upload_photo" => Activity::UploadPhoto,
        "record_voice" | "record_audio" => Activity::RecordVoice,
        "upload_voice" | "upload_audio" => Activity::UploadVoice,
        "upload_document" => Activity::UploadDocument,
        "record_video" | "record_video_note" => Activity::RecordVideo,
        "choose_sticker" => Activity::ChooseSticker,
        "upload_video" | "upload_video_note" | "find_location" => Activity::Other,
        "cancel" => Activity::Cancel,
        _ => return None,
    })
}
