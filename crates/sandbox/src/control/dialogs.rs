//! An account's list of chats as its owner sees it: what was last said, what is
//! unread, begun or pinned, and who is there.

use std::cmp::Reverse;

use serde::Serialize;

use super::events::ChatMessage;
use super::{Control, find_peer, ids};
use crate::Error;
use crate::api::announce;
use crate::server::Presence;
use crate::state::dialogs::Draft;
use crate::state::messages::{MAX_TEXT, SendError};
use crate::state::{Peer, SERVICE_USER, State, UserId};

/// A chat of an account's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DialogInfo {
    /// The chat, as [`ChatMessage::peer`] names it.
    pub peer: i64,
    /// The name by which calls know it.
    pub name: String,
    /// What its owner reads above it.
    pub title: String,
    /// How many messages the account has not read.
    pub unread: usize,
    /// How many of them name the account.
    pub unread_mentions: usize,
    /// Whether it stands above the others.
    pub pinned: bool,
    /// What was said last.
    pub last: ChatMessage,
    /// What the account has begun to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftInfo>,
    /// Whether the other person is there, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<PresenceInfo>,
}

/// A message that was begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftInfo {
    /// What is written so far.
    pub text: String,
    /// The message that it will answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i32>,
    /// Unix seconds.
    pub date: i64,
}

/// Whether a person is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceInfo {
    /// Yes, until then unless more is said; Unix seconds.
    OnlineUntil(i64),
    /// No, since then; Unix seconds.
    LastSeen(i64),
}

impl Control {
    /// The chats of an account: the pinned ones, then the others, the last
    /// written to first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if there is none.
    pub fn dialogs(&self, of: &str) -> Result<Vec<DialogInfo>, Error> {
        let state = self.server.read();
        let [of] = ids(&state, [of])?;
        let mut all: Vec<DialogInfo> =
            state.chats_of(of).filter_map(|peer| self.dialog(&state, of, peer)).collect();
        let pinned = state.account(of).map(|account| &account.pinned[..]).unwrap_or_default();
        let place = |dialog: &DialogInfo| {
            pinned.iter().position(|peer| i64::from(*peer) == dialog.peer).unwrap_or(usize::MAX)
        };
        all.sort_by_key(|dialog| {
            (place(dialog), Reverse((dialog.last.date, dialog.last.id, dialog.peer)))
        });
        Ok(all)
    }

    fn dialog(&self, state: &State, of: UserId, peer: Peer) -> Option<DialogInfo> {
        let listed = state.listed(of, peer)?;
        let (_, last) = state.top(of, peer)?;
        let account = state.account(of)?;
        let draft = account.drafts.get(&peer).map(|draft| DraftInfo {
            text: draft.text.clone(),
            reply_to: draft.reply_to,
            date: draft.date.into(),
        });
        Some(DialogInfo {
            peer: peer.into(),
            name: name(state, peer),
            title: title(state, peer),
            unread: listed.unread,
            unread_mentions: listed.unread_mentions,
            pinned: account.pinned.contains(&peer),
            last: ChatMessage::new(state, of, last),
            draft,
            presence: peer.user().filter(|other| *other != of).and_then(|user| {
                let presence = self.server.presence.lock().get(&user).copied();
                presence.map(|presence| PresenceInfo::at(presence, self.server.now()))
            }),
        })
    }

    /// Keeps what `of` has begun to write to a chat; an empty text with nothing
    /// to answer is forgotten.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if the text is too long.
    pub fn save_draft(
        &self,
        of: &str,
        with: &str,
        text: &str,
        reply_to: Option<i32>,
    ) -> Result<(), Error> {
        if text.encode_utf16().count() > MAX_TEXT {
            return Err(SendError::TooLong.into());
        }
        let date = self.server.now();
        let mut writing = self.server.write();
        let [of] = ids(writing.state(), [of])?;
        let peer = find_peer(writing.state(), with)?;
        let draft = Draft { text: text.to_owned(), entities: Vec::new(), reply_to, date };
        let event = writing.state().save_draft(of, peer, Some(draft));
        Ok(writing.commit(event.as_slice(), None)?)
    }

    /// Says that somebody is there, for five minutes, or has just gone.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if there is none.
    pub fn set_online(&self, who: &str, online: bool) -> Result<(), Error> {
        let [who] = ids(&self.server.read(), [who])?;
        announce::presence(&self.server, who, online, None);
        Ok(())
    }
}

impl PresenceInfo {
    pub(crate) fn at(presence: Presence, now: i32) -> PresenceInfo {
        match presence {
            Presence::OnlineUntil(end) if now < end => PresenceInfo::OnlineUntil(end.into()),
            Presence::OnlineUntil(end) => PresenceInfo::LastSeen(end.into()),
            Presence::LastSeen(time) => PresenceInfo::LastSeen(time.into()),
        }
    }
}

/// What [`find_peer`] finds a chat by.
fn name(state: &State, peer: Peer) -> String {
    let profile = peer.user().and_then(|user| state.account(user)).map(|account| &account.profile);
    match profile {
        Some(profile) if profile.phone.is_empty() => profile.username.clone().unwrap_or_default(),
        Some(profile) => profile.phone.clone(),
        None => i64::from(peer).to_string(),
    }
}

fn title(state: &State, peer: Peer) -> String {
    if peer == Peer::User(SERVICE_USER) {
        return "Telegram".to_owned();
    }
    let person = peer.user().and_then(|user| state.account(user)).map(|account| {
        let last_name = account.profile.last_name.as_deref().unwrap_or_default();
        format!("{} {last_name}", account.profile.first_name).trim().to_owned()
    });
    person.or_else(|| state.group(peer).map(|group| group.title.clone())).unwrap_or_default()
}
