//! `messages.toggleDialogPin` and `messages.reorderPinnedDialogs`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::{View, tl_peer};
use crate::api::{Call, Method};
use crate::state::Peer;
use crate::state::dialogs::TooManyPinned;

impl Method for messages::ToggleDialogPin {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let account = call.user()?;
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), account).dialog_peer(&self.peer)?;
        let event = writing.state().pin(account, peer, self.pinned)?;
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        Ok(true)
    }
}

impl Method for messages::ReorderPinnedDialogs {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let account = call.user()?;
        let mut writing = call.server.write();
        let view = call.view(writing.state(), account);
        let named = self.order.iter().map(|peer| view.dialog_peer(peer));
        let mut order = named.collect::<Result<Vec<Peer>, _>>()?;
        if !self.force {
            // Those that the client does not name stay below the others.
            let before = writing.state().account(account).map(|account| &account.pinned);
            order.extend(before.into_iter().flatten());
        }
        let event = writing.state().pin_in_order(account, order)?;
        writing.commit([event], Some(call.session.key()))?;
        Ok(true)
    }
}

impl View<'_> {
    /// The chat meant by an `InputDialogPeer`.
    pub(super) fn dialog_peer(&self, peer: &enums::InputDialogPeer) -> Result<Peer, RpcError> {
        match peer {
            enums::InputDialogPeer::Peer(peer) => self.input_peer(&peer.peer),
            enums::InputDialogPeer::Folder(_) | enums::InputDialogPeer::Community(_) => {
                Err(RpcError::PEER_INVALID)
            }
        }
    }

    /// `updatePinnedDialogs`.
    pub(in crate::api) fn pinned(&self, order: &[Peer]) -> enums::Update {
        let order = order.iter().map(|peer| types::DialogPeer { peer: tl_peer(*peer) }.into());
        types::UpdatePinnedDialogs { folder_id: None, order: Some(order.collect()) }.into()
    }
}

impl From<TooManyPinned> for RpcError {
    fn from(_: TooManyPinned) -> RpcError {
        RpcError::bad_request("PINNED_DIALOGS_TOO_MUCH")
    }
}
