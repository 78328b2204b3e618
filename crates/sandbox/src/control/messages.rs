//! Acting as anybody in chats: writing, editing, deleting, reading, reacting,
//! and what was said before.

use serde::Deserialize;

use super::events::{Activity, ChatMessage};
use super::{Control, find_peer, ids};
use crate::Error;
use crate::api::announce;
use crate::server::Writing;
use crate::state::event::Sent;
use crate::state::messages::{Outgoing, SendError};
use crate::state::post::Content;
use crate::state::{Event, Peer, State, UserId};

/// A message of the past.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedMessage {
    /// Who wrote it: a phone number or a username.
    pub from: String,
    /// To whom: a phone number or a username.
    pub to: String,
    /// When, in Unix seconds.
    pub date: i64,
    /// The text.
    pub text: String,
    /// Its id in the box of the account that [`Control::seed_history`] names;
    /// the next free one if absent.
    pub id: Option<i32>,
}

/// A message to be sent as somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// Who writes.
    pub from: String,
    /// The chat to write to.
    pub to: String,
    /// The text, or what stands beside the file.
    #[serde(default)]
    pub text: String,
    /// The id of a file that it carries: see [`Control::add_file`].
    #[serde(default, deserialize_with = "super::files::id::deserialize")]
    pub file: Option<i64>,
    /// The message of the chat that it answers, as its sender sees it.
    pub reply_to: Option<i32>,
    /// Whether it arrives without a sound.
    #[serde(default)]
    pub silent: bool,
}

/// Which part of a chat is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    /// Only what is older than this message.
    pub before: Option<i32>,
    /// The newest so many; all if absent.
    pub limit: Option<usize>,
}

impl Control {
    /// Sends plain text as anybody. Returns it as the sender sees it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if the text cannot be sent.
    pub fn send_message(&self, from: &str, to: &str, text: &str) -> Result<ChatMessage, Error> {
        let (from, to, text) = (from.to_owned(), to.to_owned(), text.to_owned());
        self.send(&NewMessage { from, to, text, ..NewMessage::default() })
    }

    /// Sends a message as anybody. Returns it as the sender sees it; as the
    /// receiver does, if Telegram itself wrote it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if it cannot be sent.
    pub fn send(&self, new: &NewMessage) -> Result<ChatMessage, Error> {
        let date = self.server.now();
        let mut writing = self.server.write();
        let from = writer(writing.state(), &new.from)?;
        let to = find_peer(writing.state(), &new.to)?;
        let content =
            Content { file: new.file, silent: new.silent, ..Content::text(new.text.clone()) };
        let (random_id, reply_to) = (None, new.reply_to);
        send(&mut writing, Outgoing { from, to, content, random_id, reply_to, date })
    }

    /// Passes a message of a chat of `by` on to another chat, with the name of who wrote it first.
    /// Returns it as the sender sees it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if there is no such message or it cannot be
    /// sent.
    pub fn forward(&self, by: &str, with: &str, id: i32, to: &str) -> Result<ChatMessage, Error> {
        let date = self.server.now();
        let mut writing = self.server.write();
        let (from, source) = place(&writing, by, with)?;
        let state = writing.state();
        let to = find_peer(state, to)?;
        let message = state.seen(from, source, id).ok_or(SendError::NoSuchMessage(id))?;
        let content = state.post(message.post).passed_on(false, false);
        send(&mut writing, Outgoing { date, ..Outgoing::new(from, to, content) })
    }

    /// Makes a message of `by` say something else.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if it cannot be.
    pub fn edit_message(
        &self,
        by: &str,
        with: &str,
        id: i32,
        text: &str,
    ) -> Result<ChatMessage, Error> {
        let date = self.server.now();
        self.change_message(by, with, id, |state, by, peer| {
            state.edit(by, peer, id, Content::text(text), date).map(Some)
        })
    }

    /// Puts reactions of `by` on a message, in place of those before.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if there is no such message.
    pub fn react(
        &self,
        by: &str,
        with: &str,
        id: i32,
        emoji: &[String],
    ) -> Result<ChatMessage, Error> {
        let date = self.server.now();
        self.change_message(by, with, id, |state, by, peer| {
            state.react(by, peer, id, emoji.to_vec(), date)
        })
    }

    /// Deletes messages of a chat, with `revoke` for everybody.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if they are not one's own
    /// to delete.
    pub fn delete_messages(
        &self,
        by: &str,
        with: &str,
        ids: &[i32],
        revoke: bool,
    ) -> Result<(), Error> {
        let mut writing = self.server.write();
        let date = self.server.now();
        let (by, peer) = place(&writing, by, with)?;
        let state = writing.state();
        let is_there = |id: &i32| state.seen(by, peer, *id).is_some();
        let ids: Vec<i32> = ids.iter().copied().filter(is_there).collect();
        let event = match peer {
            Peer::Channel(_) => state.delete_in_channel(by, peer, &ids, date)?,
            Peer::User(_) | Peer::Group(_) => state.delete(by, &ids, revoke),
        };
        Ok(writing.commit(event.as_slice(), None)?)
    }

    /// Notes that `by` has listened to voice notes of a chat.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn mark_heard(&self, by: &str, with: &str, ids: &[i32]) -> Result<(), Error> {
        let mut writing = self.server.write();
        let (by, peer) = place(&writing, by, with)?;
        let event = writing.state().hear(by, Some(peer), ids);
        Ok(writing.commit(event.as_slice(), None)?)
    }

    /// Puts messages of the past into both boxes, with their dates, read by
    /// both, and without telling anybody. They must come in the order of their
    /// dates. `owner` is the account in whose box [`SeedMessage::id`] counts.
    /// All are taken, or none.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if an id is taken or above
    /// 2^30, a date is wrong, or a text cannot be sent.
    pub fn seed_history(&self, owner: &str, messages: Vec<SeedMessage>) -> Result<(), Error> {
        let mut writing = self.server.write();
        let [owner] = ids(writing.state(), [owner])?;
        let messages = messages
            .into_iter()
            .map(|message| {
                let [from, to] = ids(writing.state(), [&message.from, &message.to])?;
                let sent = Sent {
                    from,
                    to: Peer::User(to),
                    date: date(message.date)?,
                    content: Content::text(message.text),
                    random_id: None,
                    sender_copy: None,
                    receiver_copy: None,
                    group_copies: Vec::new(),
                    reply_to: None,
                };
                Ok((sent, message.id))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let event = writing.state().seed(owner, messages)?;
        Ok(writing.commit([event], None)?)
    }

    /// The chat of `of` with `with`, as `of` sees it, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn conversation(&self, of: &str, with: &str) -> Result<Vec<ChatMessage>, Error> {
        self.page(of, with, Page::default())
    }

    /// A part of the chat of `of` with `with`, as `of` sees it, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn page(&self, of: &str, with: &str, page: Page) -> Result<Vec<ChatMessage>, Error> {
        let state = self.server.read();
        let [of] = ids(&state, [of])?;
        let peer = find_peer(&state, with)?;
        let mailbox = state.box_for(of, peer);
        let all = mailbox.dialog(peer).map(|dialog| dialog.after(0)).unwrap_or_default();
        let end = page.before.map_or(all.len(), |before| all.partition_point(|id| *id < before));
        let start = page.limit.map_or(0, |limit| end.saturating_sub(limit));
        let messages = all[start..end].iter().filter_map(|id| mailbox.message(*id));
        Ok(messages.map(|message| ChatMessage::new(&state, of, message)).collect())
    }

    /// Marks everything in a chat as read.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn mark_read(&self, reader: &str, with: &str) -> Result<(), Error> {
        let mut writing = self.server.write();
        let (reader, peer) = place(&writing, reader, with)?;
        let event = writing.state().read_history(reader, peer, 0);
        Ok(writing.commit(event.as_slice(), None)?)
    }

    /// Shows a chat that `from` is typing, recording, or has stopped.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none, or [`Error::Send`] if `from`
    /// is no member of the group.
    pub fn set_typing(&self, from: &str, to: &str, activity: Activity) -> Result<(), Error> {
        let (from, to) = {
            let state = self.server.read();
            let [from] = ids(&state, [from])?;
            (from, find_peer(&state, to)?)
        };
        if !announce::typing(&self.server, from, to, &activity.into()) {
            return Err(SendError::NotMember.into());
        }
        Ok(())
    }

    fn change_message(
        &self,
        by: &str,
        with: &str,
        id: i32,
        change: impl FnOnce(&State, UserId, Peer) -> Result<Option<Event>, SendError>,
    ) -> Result<ChatMessage, Error> {
        let mut writing = self.server.write();
        let (by, peer) = place(&writing, by, with)?;
        let event = change(writing.state(), by, peer)?;
        writing.commit(event.as_slice(), None)?;
        let state = writing.state();
        let message = state.seen(by, peer, id).ok_or(SendError::NoSuchMessage(id))?;
        Ok(ChatMessage::new(state, by, message))
    }
}

/// Sends a message, and returns it as its sender sees it.
fn send(writing: &mut Writing<'_>, message: Outgoing) -> Result<ChatMessage, Error> {
    let from = message.from;
    let event = writing.state().send(message)?;
    writing.commit(event.as_slice(), None)?;
    let Some(Event::MessageSent(sent)) = event else {
        return Err(SendError::NoSuchAccount.into());
    };
    let state = writing.state();
    let (owner, id) = sent.copies().next().ok_or(SendError::NoSuchAccount)?;
    let message = state.box_of(owner).message(id).ok_or(SendError::NoSuchAccount)?;
    Ok(ChatMessage::new(state, owner.user().unwrap_or(from), message))
}

/// A date as Telegram writes it.
fn date(seconds: i64) -> Result<i32, SendError> {
    let date = i32::try_from(seconds).ok().filter(|date| *date >= 0);
    date.ok_or(SendError::DateInvalid(seconds))
}

fn place(writing: &Writing<'_>, who: &str, with: &str) -> Result<(UserId, Peer), Error> {
    let [who] = ids(writing.state(), [who])?;
    Ok((who, find_peer(writing.state(), with)?))
}

fn writer(state: &State, who: &str) -> Result<UserId, Error> {
    find_peer(state, who)?.user().ok_or_else(|| Error::NoSuchAccount(who.to_owned()))
}
