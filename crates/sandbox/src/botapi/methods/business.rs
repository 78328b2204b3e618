//! Over a connection: what the bot may do, reading and deleting in its owner's
//! name. Writing is in `send`, `media` and `edit`.

use serde_json::Value;

use crate::botapi::views::View;
use crate::botapi::{Answer, Call, Refused, done};
use crate::state::MessageId;
use crate::state::bots::business::{BusinessError, Right};

impl Call {
    fn connection_id(&self) -> Result<String, Refused> {
        let id = self.params.text("business_connection_id");
        id.ok_or_else(|| BusinessError::NotFound.into())
    }
}

pub(super) fn get(call: &Call) -> Answer {
    let state = call.server.read();
    let connection = state.connection(call.bot, &call.connection_id()?)?;
    Ok(View { state: &state, bot: call.bot }.connection(connection).into())
}

pub(super) fn read(call: &Call) -> Answer {
    let missing = || Refused::bad_request("message not found");
    let id = call.params.message_id("message_id").filter(|id| *id > 0).ok_or_else(missing)?;
    let now = call.server.now();
    let mut writing = call.server.write();
    let state = writing.state();
    let connection = state.connection(call.bot, &call.connection_id()?)?;
    let owner = connection.owner;
    let peer = state.business_chat(connection, Right::ReadMessages, call.person()?)?;
    state.business_active(owner, peer, now)?;
    state.seen(owner, peer, id).ok_or_else(missing)?;
    let event = state.read_history(owner, peer, id);
    writing.commit(event.as_slice(), None)?;
    done()
}

pub(super) fn delete(call: &Call) -> Answer {
    let given = call.params.json("message_ids")?;
    let given = given.as_ref().and_then(Value::as_array).filter(|ids| !ids.is_empty());
    let given =
        given.ok_or_else(|| Refused::bad_request("message identifiers are not specified"))?;
    let ids = given.iter().filter_map(|id| i32::try_from(id.as_i64()?).ok());
    let ids: Vec<MessageId> = ids.collect();
    let mut writing = call.server.write();
    let state = writing.state();
    let connection = state.connection(call.bot, &call.connection_id()?)?;
    let owner = connection.owner;
    let messages = ids.iter().filter_map(|id| state.mailbox(owner).message(*id));
    let mut chats = Vec::new();
    for message in messages {
        let via = state.post(message.post).content.via_business_bot;
        let own = via == Some(call.bot);
        let with = message.peer.user().ok_or(BusinessError::PeerInvalid)?;
        let all = state.business_chat(connection, Right::DeleteAllMessages, with);
        match all {
            Err(BusinessError::NotAllowed) if own => {
                state.business_chat(connection, Right::DeleteSentMessages, with)?;
            }
            all => {
                all?;
            }
        }
        chats.push(message.peer);
    }
    chats.dedup();
    match chats.len() {
        0 => return Err(Refused::bad_request("message to delete not found")),
        1 => {}
        _ => return Err(Refused::bad_request("messages must be from the same chat")),
    }
    let event = state.delete(owner, &ids, true);
    writing.commit(event.as_slice(), None)?;
    done()
}
