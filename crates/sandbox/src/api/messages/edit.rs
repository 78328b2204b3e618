//! `messages.editMessage`.

use grammers_tl_types::{enums, functions::messages};

use super::send::unscheduled;
use crate::api::error::RpcError;
use crate::api::{Call, Method};
use crate::state::post::Content;

impl Method for messages::EditMessage {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        unscheduled(self.schedule_date)?;
        let by = call.user()?;
        let file = self.media.as_ref().map(|media| call.file_of(media)).transpose()?;
        let date = call.now();
        let mut writing = call.server.write();
        let view = call.view(writing.state(), by);
        let peer = view.input_peer(&self.peer)?;
        let before = writing.state().seen(by, peer, self.id).ok_or(RpcError::MESSAGE_ID_INVALID)?;
        let new = match self.message {
            Some(text) => {
                Content { file, ..Content::marked(text, view.entities(self.entities.as_deref())) }
            }
            // Only the file changes.
            None => Content { file, ..writing.state().post(before.post).content.clone() },
        };
        let edited = writing.state().edit(by, peer, self.id, new, date)?;
        writing.commit([edited], Some(call.session.key()))?;
        let view = call.view(writing.state(), by);
        let mailbox = writing.state().box_for(by, peer);
        let message = mailbox.message(self.id).ok_or(RpcError::MESSAGE_ID_INVALID)?;
        let update = view.edited_message(message, mailbox.pts());
        Ok(view.updates(vec![update], [message], []))
    }
}
