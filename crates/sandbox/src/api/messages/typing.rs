//! `messages.setTyping`.

use grammers_tl_types::functions::messages;

use crate::api::error::RpcError;
use crate::api::{Call, Method, announce};
use crate::state::Peer;
use crate::state::messages::SendError;

impl Method for messages::SetTyping {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let from = call.user()?;
        let to = {
            let state = call.server.read();
            call.view(&state, from).input_peer(&self.peer)?
        };
        if to != Peer::User(from) && !announce::typing(call.server, from, to, &self.action) {
            return Err(SendError::NotMember.into());
        }
        Ok(true)
    }
}
