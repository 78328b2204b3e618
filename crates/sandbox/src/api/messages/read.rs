//! `messages.readHistory`, and listening: `messages.readMessageContents`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::{Call, Method};

impl Method for messages::ReadHistory {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::AffectedMessages, RpcError> {
        let reader = call.user()?;
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), reader).input_peer(&self.peer)?;
        let event = writing.state().read_history(reader, peer, self.max_id);
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let pts = writing.state().mailbox(reader).pts();
        let pts_count = i32::from(event.is_some() && peer.channel().is_none());
        Ok(types::messages::AffectedMessages { pts, pts_count }.into())
    }
}

impl Method for messages::ReadMessageContents {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::AffectedMessages, RpcError> {
        let by = call.user()?;
        let mut writing = call.server.write();
        let before = writing.state().mailbox(by).pts();
        let event = writing.state().hear(by, None, &self.id);
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let pts = writing.state().mailbox(by).pts();
        Ok(types::messages::AffectedMessages { pts, pts_count: pts - before }.into())
    }
}
