//! Messages as TL objects.

use std::collections::BTreeMap;

use grammers_tl_types::{Serializable, enums, types};

use super::{View, bare, entities, tl_peer};
use crate::state::mailbox::Message;
use crate::state::post::{Action, Content, Forward, Post};
use crate::state::{MessageId, Peer};

/// Those who come with messages, so that a client knows whom they speak of.
#[derive(Default)]
pub(in crate::api) struct Faces {
    pub(in crate::api) users: Vec<enums::User>,
    pub(in crate::api) chats: Vec<enums::Chat>,
}

impl View<'_> {
    /// A copy of a message.
    pub(in crate::api) fn message(&self, message: &Message) -> enums::Message {
        let post = self.state.post(message.post);
        match &post.content.action {
            Some(action) => self.service_message(message, action),
            None => self.written_message(message, post),
        }
    }

    fn written_message(&self, message: &Message, post: &Post) -> enums::Message {
        let content = &post.content;
        let out = self.wrote(message);
        let entities = (!content.entities.is_empty()).then(|| entities::to_tl(&content.entities));
        enums::Message::Message(types::Message {
            out,
            mentioned: content.mentions.contains(&self.viewer),
            media_unread: message.unheard,
            silent: content.silent,
            from_id: Some(tl_peer(Peer::User(message.from))),
            saved_peer_id: self.is_saved(message).then(|| tl_peer(message.peer)),
            fwd_from: content.forward.as_ref().map(forward_header),
            // Only its owner sees that a connected bot wrote it.
            via_business_bot_id: content.via_business_bot.filter(|_| out),
            reply_to: self.reply_to(post, message.peer).map(reply_header),
            media: content.file.and_then(|file| self.media(file)),
            entities,
            edit_date: post.edited_at,
            grouped_id: content.album,
            reactions: (!post.reactions.is_empty()).then(|| self.reactions(post)),
            ..bare(&[
                &0u32.to_bytes(),
                &0u32.to_bytes(),
                &message.id.to_bytes(),
                &tl_peer(message.peer).to_bytes(),
                &message.date.to_bytes(),
                &content.text.to_bytes(),
            ])
        })
    }

    fn service_message(&self, message: &Message, action: &Action) -> enums::Message {
        enums::Message::Service(types::MessageService {
            out: self.wrote(message),
            from_id: Some(tl_peer(Peer::User(message.from))),
            ..bare(&[
                &0u32.to_bytes(),
                &message.id.to_bytes(),
                &tl_peer(message.peer).to_bytes(),
                &message.date.to_bytes(),
                &tl_action(action).to_bytes(),
            ])
        })
    }

    /// What people feel about a message.
    pub(in crate::api) fn reactions(&self, post: &Post) -> enums::MessageReactions {
        let tl = |emoji: &str| types::ReactionEmoji { emoticon: emoji.to_owned() }.into();
        let mut counts: BTreeMap<&str, (i32, bool)> = BTreeMap::new();
        for reaction in &post.reactions {
            let (count, is_mine) = counts.entry(&reaction.emoji).or_default();
            *count += 1;
            *is_mine |= reaction.user == self.viewer;
        }
        let results = counts.iter().map(|(emoji, (count, is_mine))| {
            let chosen_order = is_mine.then_some(0);
            types::ReactionCount { chosen_order, reaction: tl(emoji), count: *count }.into()
        });
        let recent = post.reactions.iter().map(|reaction| {
            enums::MessagePeerReaction::Reaction(types::MessagePeerReaction {
                big: false,
                unread: post.from == self.viewer && reaction.user != self.viewer,
                my: reaction.user == self.viewer,
                peer_id: tl_peer(Peer::User(reaction.user)),
                date: reaction.date,
                reaction: tl(&reaction.emoji),
            })
        });
        enums::MessageReactions::Reactions(types::MessageReactions {
            min: false,
            can_see_list: true,
            reactions_as_tags: false,
            results: results.collect(),
            recent_reactions: Some(recent.collect()),
            top_reactors: None,
        })
    }

    /// Everybody whom messages are from, to or about, the viewer included, with
    /// some more.
    pub(in crate::api) fn faces<'m>(
        &self,
        messages: impl IntoIterator<Item = &'m Message>,
        more: impl IntoIterator<Item = Peer>,
    ) -> Faces {
        let mut peers: Vec<Peer> = more.into_iter().collect();
        for message in messages {
            peers.extend([Peer::User(self.viewer), message.peer, Peer::User(message.from)]);
            let post = self.state.post(message.post);
            peers.extend(named_in(&post.content).into_iter().map(Peer::User));
            peers.extend(post.reactions.iter().map(|reaction| Peer::User(reaction.user)));
        }
        peers.sort_unstable();
        peers.dedup();
        Faces {
            users: peers.iter().filter_map(|peer| self.user(peer.user()?)).collect(),
            chats: peers.iter().filter_map(|peer| self.chat(*peer)).collect(),
        }
    }

    /// Updates as a session gets them, with everybody in them. Never the short
    /// form: it carries no people, and clients do not know whom they have not
    /// met.
    pub(in crate::api) fn updates<'m>(
        &self,
        updates: Vec<enums::Update>,
        messages: impl IntoIterator<Item = &'m Message>,
        more: impl IntoIterator<Item = Peer>,
    ) -> enums::Updates {
        let Faces { users, chats } = self.faces(messages, more);
        let date = self.server.now();
        types::Updates { updates, users, chats, date, seq: 0 }.into()
    }

    /// A new message as an update of the box that it came to.
    pub(in crate::api) fn new_message(&self, message: &Message, pts: i32) -> enums::Update {
        let (of, message) = (message.peer, self.message(message));
        match of {
            Peer::Channel(_) => {
                types::UpdateNewChannelMessage { message, pts, pts_count: 1 }.into()
            }
            _ => types::UpdateNewMessage { message, pts, pts_count: 1 }.into(),
        }
    }

    /// An edited message as an update.
    pub(in crate::api) fn edited_message(&self, message: &Message, pts: i32) -> enums::Update {
        let (of, message) = (message.peer, self.message(message));
        match of {
            Peer::Channel(_) => {
                types::UpdateEditChannelMessage { message, pts, pts_count: 1 }.into()
            }
            _ => types::UpdateEditMessage { message, pts, pts_count: 1 }.into(),
        }
    }

    /// The message that a post answers, as it is numbered where the viewer sees
    /// the chat.
    fn reply_to(&self, post: &Post, peer: Peer) -> Option<MessageId> {
        let owner = match peer {
            Peer::Channel(_) => peer,
            _ => Peer::User(self.viewer),
        };
        self.state.post(post.reply_to?).copy_in(owner)
    }

    fn wrote(&self, message: &Message) -> bool {
        message.from == self.viewer
    }

    fn is_saved(&self, message: &Message) -> bool {
        message.peer == Peer::User(self.viewer)
    }
}

/// The people whom a message speaks of.
fn named_in(content: &Content) -> Vec<i64> {
    let mut named = content.mentions.clone();
    named.extend(content.forward.as_ref().map(|forward| forward.from));
    match &content.action {
        Some(Action::GroupCreated { members, .. } | Action::MembersAdded { members }) => {
            named.extend(members);
        }
        Some(Action::MemberRemoved { member }) => named.push(*member),
        Some(Action::ChannelCreated { .. } | Action::Renamed { .. }) | None => {}
    }
    named
}

fn tl_action(action: &Action) -> enums::MessageAction {
    match action.clone() {
        Action::GroupCreated { title, members } => {
            types::MessageActionChatCreate { title, users: members }.into()
        }
        Action::ChannelCreated { title } => types::MessageActionChannelCreate { title }.into(),
        Action::Renamed { title } => types::MessageActionChatEditTitle { title }.into(),
        Action::MembersAdded { members } => {
            types::MessageActionChatAddUser { users: members }.into()
        }
        Action::MemberRemoved { member } => {
            types::MessageActionChatDeleteUser { user_id: member }.into()
        }
    }
}

fn forward_header(forward: &Forward) -> enums::MessageFwdHeader {
    enums::MessageFwdHeader::Header(types::MessageFwdHeader {
        from_id: Some(tl_peer(Peer::User(forward.from))),
        ..bare(&[&0u32.to_bytes(), &forward.date.to_bytes()])
    })
}

fn reply_header(to: MessageId) -> enums::MessageReplyHeader {
    let header =
        types::MessageReplyHeader { reply_to_msg_id: Some(to), ..bare(&[&0u32.to_bytes()]) };
    header.into()
}
