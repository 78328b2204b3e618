//! `messages.forwardMessages`.

use std::collections::HashMap;

use grammers_tl_types::{enums, functions::messages};

use super::send::unscheduled;
use crate::api::error::RpcError;
use crate::api::{Call, Method};
use crate::state::messages::Outgoing;

/// How many messages may be forwarded at once.
const MAX_FORWARDED: usize = 100;

impl Method for messages::ForwardMessages {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        unscheduled(self.schedule_date)?;
        let from = call.user()?;
        if self.id.is_empty() || self.id.len() > MAX_FORWARDED {
            return Err(RpcError::bad_request("MESSAGE_IDS_EMPTY"));
        }
        if self.id.len() != self.random_id.len() {
            return Err(RpcError::bad_request("RANDOM_ID_INVALID"));
        }
        let date = call.now();
        let mut writing = call.server.write();
        let view = call.view(writing.state(), from);
        let source = view.input_peer(&self.from_peer)?;
        let to = view.input_peer(&self.to_peer)?;
        call.begin(from, to, &self.random_id)?;
        let mut messages = Vec::new();
        // What was one album is one again.
        let mut albums: HashMap<i64, i64> = HashMap::new();
        for (id, random_id) in self.id.iter().zip(&self.random_id) {
            let state = writing.state();
            let message = state.seen(from, source, *id).ok_or(RpcError::MESSAGE_ID_INVALID)?;
            let post = state.post(message.post);
            if post.content.action.is_some() {
                return Err(RpcError::MESSAGE_ID_INVALID);
            }
            let mut content = post.passed_on(self.drop_author, self.drop_media_captions);
            content.silent = self.silent;
            content.album =
                post.content.album.map(|album| *albums.entry(album).or_insert(*random_id));
            let random_id = Some(*random_id);
            messages.push(Outgoing { random_id, date, ..Outgoing::new(from, to, content) });
        }
        call.send_all(&mut writing, messages)?;
        call.view(writing.state(), from).sent(to, &self.random_id)
    }
}
