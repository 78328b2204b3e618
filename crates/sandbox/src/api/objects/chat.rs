//! Groups, supergroups and the list of chats as TL objects.

use grammers_tl_types::{Serializable, enums, types};

use super::{View, access_hash, bare, entities, notify_settings, tl_peer};
use crate::state::dialogs::Draft;
use crate::state::groups::Group;
use crate::state::{Peer, UserId};

impl View<'_> {
    /// A group or supergroup. `None` if there is none, and for people.
    pub(in crate::api) fn chat(&self, peer: Peer) -> Option<enums::Chat> {
        let group = self.state.group(peer)?;
        Some(match peer {
            Peer::User(_) => return None,
            Peer::Group(id) => self.basic_group(peer, id, group),
            Peer::Channel(id) => self.supergroup(peer, id, group),
        })
    }

    fn basic_group(&self, peer: Peer, id: i64, group: &Group) -> enums::Chat {
        let is_member = group.members.contains_key(&self.viewer);
        if !is_member && self.state.mailbox(self.viewer).dialog(peer).is_none() {
            return types::ChatForbidden { id, title: group.title.clone() }.into();
        }
        enums::Chat::Chat(types::Chat {
            creator: group.creator == self.viewer,
            left: !is_member,
            default_banned_rights: Some(nothing_banned()),
            ..bare(&[
                &0u32.to_bytes(),
                &id.to_bytes(),
                &group.title.to_bytes(),
                &enums::ChatPhoto::Empty.to_bytes(),
                &(group.members.len() as i32).to_bytes(),
                &group.date.to_bytes(),
                &group.version.to_bytes(),
            ])
        })
    }

    fn supergroup(&self, peer: Peer, id: i64, group: &Group) -> enums::Chat {
        let access_hash = access_hash(self.viewer, peer);
        let is_member = group.members.contains_key(&self.viewer);
        if !is_member && group.username.is_none() {
            return enums::Chat::ChannelForbidden(types::ChannelForbidden {
                broadcast: false,
                megagroup: true,
                monoforum: false,
                id,
                access_hash,
                title: group.title.clone(),
                until_date: None,
            });
        }
        let is_creator = group.creator == self.viewer;
        enums::Chat::Channel(types::Channel {
            creator: is_creator,
            left: !is_member,
            megagroup: true,
            access_hash: Some(access_hash),
            username: group.username.clone(),
            admin_rights: is_creator.then(all_rights),
            default_banned_rights: Some(nothing_banned()),
            participants_count: Some(group.members.len() as i32),
            ..bare(&[
                &0u32.to_bytes(),
                &0u32.to_bytes(),
                &id.to_bytes(),
                &group.title.to_bytes(),
                &enums::ChatPhoto::Empty.to_bytes(),
                &group.date.to_bytes(),
            ])
        })
    }

    /// A chat in the list of chats. `None` if there is no message in it.
    pub(in crate::api) fn dialog(&self, peer: Peer) -> Option<enums::Dialog> {
        let listed = self.state.listed(self.viewer, peer)?;
        let account = self.state.account(self.viewer)?;
        Some(enums::Dialog::Dialog(types::Dialog {
            pinned: account.pinned.contains(&peer),
            unread_mark: false,
            view_forum_as_messages: false,
            peer: tl_peer(peer),
            top_message: listed.top,
            read_inbox_max_id: listed.read_inbox,
            read_outbox_max_id: listed.read_outbox,
            unread_count: listed.unread as i32,
            unread_mentions_count: listed.unread_mentions as i32,
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            notify_settings: notify_settings(),
            pts: peer.channel().map(|_| self.state.box_of(peer).pts()),
            draft: account.drafts.get(&peer).map(|draft| self.draft(Some(draft))),
            folder_id: None,
            ttl_period: None,
        }))
    }

    /// A draft, or that there is none.
    pub(in crate::api) fn draft(&self, draft: Option<&Draft>) -> enums::DraftMessage {
        let Some(draft) = draft else {
            return types::DraftMessageEmpty { date: Some(self.server.now()) }.into();
        };
        let reply_to = draft.reply_to.map(|id| {
            let to: types::InputReplyToMessage = bare(&[&0u32.to_bytes(), &id.to_bytes()]);
            to.into()
        });
        let entities = (!draft.entities.is_empty()).then(|| entities::to_tl(&draft.entities));
        enums::DraftMessage::Message(types::DraftMessage {
            no_webpage: false,
            invert_media: false,
            reply_to,
            message: draft.text.clone(),
            entities,
            media: None,
            date: draft.date,
            effect: None,
            suggested_post: None,
            rich_message: None,
        })
    }

    /// Who is in a basic group.
    pub(in crate::api) fn participants(&self, id: i64, group: &Group) -> enums::ChatParticipants {
        let participant = |(user_id, member): (&UserId, &crate::state::groups::Member)| {
            let user_id = *user_id;
            if user_id == group.creator {
                types::ChatParticipantCreator { user_id, rank: None }.into()
            } else {
                let (inviter_id, date) = (member.inviter, member.date);
                types::ChatParticipant { user_id, inviter_id, date, rank: None }.into()
            }
        };
        enums::ChatParticipants::Participants(types::ChatParticipants {
            chat_id: id,
            participants: group.members.iter().map(participant).collect(),
            version: group.version,
        })
    }

    /// Somebody in a supergroup.
    pub(in crate::api) fn channel_participant(
        &self,
        group: &Group,
        user_id: UserId,
    ) -> Option<enums::ChannelParticipant> {
        let member = group.members.get(&user_id)?;
        let (date, rank, subscription_until_date) = (member.date, None, None);
        Some(if user_id == group.creator {
            let admin_rights = all_rights();
            types::ChannelParticipantCreator { user_id, admin_rights, rank }.into()
        } else if user_id == self.viewer {
            let (inviter_id, via_request) = (member.inviter, false);
            types::ChannelParticipantSelf {
                via_request,
                user_id,
                inviter_id,
                date,
                subscription_until_date,
                rank,
            }
            .into()
        } else {
            types::ChannelParticipant { user_id, date, subscription_until_date, rank }.into()
        })
    }
}

fn nothing_banned() -> enums::ChatBannedRights {
    enums::ChatBannedRights::Rights(bare(&[&0u32.to_bytes(), &i32::MAX.to_bytes()]))
}

fn all_rights() -> enums::ChatAdminRights {
    enums::ChatAdminRights::Rights(types::ChatAdminRights {
        change_info: true,
        delete_messages: true,
        ban_users: true,
        invite_users: true,
        pin_messages: true,
        add_admins: true,
        other: true,
        ..bare(&[&0u32.to_bytes()])
    })
}
