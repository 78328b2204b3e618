//! `messages.sendMedia` and `messages.sendMultiMedia`: files, one or an album.

use grammers_tl_types::{enums, functions::messages};

use super::send::{Address, Letter, unscheduled};
use crate::api::error::RpcError;
use crate::api::{Call, Method};

/// How many files one album may hold.
const MAX_ALBUM: usize = 10;

impl Method for messages::SendMedia {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        unscheduled(self.schedule_date)?;
        // A file is taken out of its parts once: the same message asked for
        // again has it already.
        if call.was_sent(&self.peer, self.random_id)? {
            return call.sent_before(&self.peer, &[self.random_id]);
        }
        let address = Address {
            peer: &self.peer,
            reply_to: self.reply_to.as_ref(),
            silent: self.silent,
            clear_draft: self.clear_draft,
        };
        let letter = Letter {
            text: self.message,
            entities: self.entities.as_deref(),
            file: Some(call.file_of(&self.media)?),
            album: None,
            random_id: self.random_id,
        };
        call.deliver(&address, vec![letter])
    }
}

impl Method for messages::SendMultiMedia {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        unscheduled(self.schedule_date)?;
        if self.multi_media.is_empty() {
            return Err(RpcError::bad_request("MEDIA_EMPTY"));
        }
        if self.multi_media.len() > MAX_ALBUM {
            return Err(RpcError::bad_request("MULTI_MEDIA_TOO_LONG"));
        }
        let address = Address {
            peer: &self.peer,
            reply_to: self.reply_to.as_ref(),
            silent: self.silent,
            clear_draft: self.clear_draft,
        };
        let media: Vec<_> =
            self.multi_media.iter().map(|enums::InputSingleMedia::Media(media)| media).collect();
        // All of it, or nothing: the first says which.
        let random_ids: Vec<i64> = media.iter().map(|media| media.random_id).collect();
        if call.was_sent(&self.peer, random_ids[0])? {
            return call.sent_before(&self.peer, &random_ids);
        }
        let album = Some(random_ids[0]);
        let letters = media.iter().map(|media| {
            Ok(Letter {
                text: media.message.clone(),
                entities: media.entities.as_deref(),
                file: Some(call.file_of(&media.media)?),
                album,
                random_id: media.random_id,
            })
        });
        call.deliver(&address, letters.collect::<Result<_, RpcError>>()?)
    }
}

impl Call<'_> {
    fn was_sent(&self, peer: &enums::InputPeer, random_id: i64) -> Result<bool, RpcError> {
        let from = self.user()?;
        let state = self.server.read();
        let to = self.view(&state, from).input_peer(peer)?;
        Ok(state.box_for(from, to).sent(from, to, random_id).is_some())
    }

    fn sent_before(
        &self,
        peer: &enums::InputPeer,
        random_ids: &[i64],
    ) -> Result<enums::Updates, RpcError> {
        let from = self.user()?;
        let state = self.server.read();
        let view = self.view(&state, from);
        let to = view.input_peer(peer)?;
        self.begin(from, to, random_ids)?;
        view.sent(to, random_ids)
    }
}
