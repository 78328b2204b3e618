//! `messages.deleteMessages` and `messages.deleteHistory`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::{Call, Method};
use crate::state::{Event, Peer, UserId};

impl Method for messages::DeleteMessages {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::AffectedMessages, RpcError> {
        let by = call.user()?;
        let mut writing = call.server.write();
        let event = writing.state().delete(by, &self.id, self.revoke);
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let pts = writing.state().mailbox(by).pts();
        let pts_count = affected(event.as_ref(), by);
        Ok(types::messages::AffectedMessages { pts, pts_count }.into())
    }
}

impl Method for messages::DeleteHistory {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::AffectedHistory, RpcError> {
        let by = call.user()?;
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), by).input_peer(&self.peer)?;
        let event = writing.state().delete_history(by, peer, self.max_id, self.revoke);
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let pts = writing.state().mailbox(by).pts();
        let pts_count = affected(event.as_ref(), by);
        Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
    }
}

/// How many copies of one's own box are gone.
fn affected(event: Option<&Event>, by: UserId) -> i32 {
    let Some(Event::MessagesDeleted { copies, .. }) = event else {
        return 0;
    };
    copies.iter().filter(|(owner, _)| *owner == Peer::User(by)).count() as i32
}
