//! `messages.sendReaction` and `messages.getMessagesReactions`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::{View, tl_peer};
use crate::api::{Call, Method};
use crate::state::mailbox::Message;

impl Method for messages::SendReaction {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let user = call.user()?;
        let emoji = emoji(self.reaction.as_deref().unwrap_or_default())?;
        let date = call.now();
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), user).input_peer(&self.peer)?;
        let event = writing.state().react(user, peer, self.msg_id, emoji, date)?;
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let state = writing.state();
        let message = state.seen(user, peer, self.msg_id).ok_or(RpcError::MESSAGE_ID_INVALID)?;
        let view = call.view(state, user);
        Ok(view.updates(vec![view.reacted(message)], [message], []))
    }
}

impl Method for messages::GetMessagesReactions {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_peer(&self.peer)?;
        let messages: Vec<&Message> =
            self.id.iter().filter_map(|id| state.seen(viewer, peer, *id)).collect();
        let updates = messages.iter().map(|message| view.reacted(message)).collect();
        Ok(view.updates(updates, messages, [peer]))
    }
}

impl View<'_> {
    /// `updateMessageReactions`.
    pub(in crate::api) fn reacted(&self, message: &Message) -> enums::Update {
        enums::Update::MessageReactions(types::UpdateMessageReactions {
            peer: tl_peer(message.peer),
            msg_id: message.id,
            top_msg_id: None,
            saved_peer_id: None,
            reactions: self.reactions(self.state.post(message.post)),
        })
    }
}

fn emoji(reactions: &[enums::Reaction]) -> Result<Vec<String>, RpcError> {
    let given = reactions.iter().filter(|reaction| !matches!(reaction, enums::Reaction::Empty));
    let emoji = given.map(|reaction| match reaction {
        enums::Reaction::Emoji(reaction) => Ok(reaction.emoticon.clone()),
        _ => Err(RpcError::bad_request("REACTION_INVALID")),
    });
    emoji.collect()
}
