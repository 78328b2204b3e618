//! `messages.saveDraft` and its kin: messages that were begun.

use grammers_tl_types::{enums, functions::messages, types};

use super::send::replied;
use crate::api::error::RpcError;
use crate::api::objects::{View, tl_peer};
use crate::api::{Call, Method};
use crate::state::Peer;
use crate::state::dialogs::Draft;
use crate::state::messages::MAX_TEXT;

impl Method for messages::SaveDraft {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let account = call.user()?;
        if self.message.encode_utf16().count() > MAX_TEXT {
            return Err(RpcError::bad_request("MESSAGE_TOO_LONG"));
        }
        let reply_to = self.reply_to.as_ref().map(replied).transpose()?;
        let date = call.now();
        let mut writing = call.server.write();
        let view = call.view(writing.state(), account);
        let peer = view.input_peer(&self.peer)?;
        let entities = view.entities(self.entities.as_deref());
        let draft = Draft { text: self.message, entities, reply_to, date };
        let event = writing.state().save_draft(account, peer, Some(draft));
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        Ok(true)
    }
}

impl Method for messages::GetAllDrafts {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let drafts = state.account(viewer).map(|account| &account.drafts);
        let peers: Vec<Peer> =
            drafts.into_iter().flat_map(|drafts| drafts.keys()).copied().collect();
        let updates = peers.iter().map(|peer| view.drafted(*peer)).collect();
        Ok(view.updates(updates, [], peers))
    }
}

impl Method for messages::ClearAllDrafts {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let account = call.user()?;
        let mut writing = call.server.write();
        let drafts = writing.state().account(account).map(|account| &account.drafts);
        let peers: Vec<Peer> =
            drafts.into_iter().flat_map(|drafts| drafts.keys()).copied().collect();
        let cleared =
            peers.iter().filter_map(|peer| writing.state().save_draft(account, *peer, None));
        let cleared: Vec<_> = cleared.collect();
        writing.commit(cleared, Some(call.session.key()))?;
        Ok(true)
    }
}

impl View<'_> {
    /// `updateDraftMessage`.
    pub(in crate::api) fn drafted(&self, peer: Peer) -> enums::Update {
        let draft = self.state.account(self.viewer).and_then(|account| account.drafts.get(&peer));
        enums::Update::DraftMessage(types::UpdateDraftMessage {
            peer: tl_peer(peer),
            top_msg_id: None,
            saved_peer_id: None,
            draft: self.draft(draft),
        })
    }
}
