//! Sending.

use crate::state::accounts::Account;
use crate::state::entities;
use crate::state::event::Sent;
use crate::state::files::FileKind;
use crate::state::flags::Flag;
use crate::state::mailbox::Message;
use crate::state::post::{Content, EntityKind, Post};
use crate::state::{Event, MessageId, Peer, SERVICE_USER, State, UserId};

/// The longest text of one message, in UTF-16 units as Telegram counts.
pub(crate) const MAX_TEXT: usize = 4096;
/// The longest text beside a file.
pub(crate) const MAX_CAPTION: usize = 1024;

/// A message to be sent now.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) from: UserId,
    pub(crate) to: Peer,
    pub(crate) content: Content,
    pub(crate) random_id: Option<i64>,
    /// The message of the same chat that it replies to, as the sender sees it.
    pub(crate) reply_to: Option<MessageId>,
    /// Unix seconds.
    pub(crate) date: i32,
}

/// Why a message is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// There is no such account or group to write to, or to write as.
    #[error("there is no such account or group")]
    NoSuchAccount,
    /// The text is empty or only white space, and there is no file.
    #[error("the text is empty")]
    Empty,
    /// The text is longer than 4096 UTF-16 units.
    #[error("the text is longer than 4096 characters")]
    TooLong,
    /// The text beside a file is longer than 1024 UTF-16 units.
    #[error("the text beside a file is longer than 1024 characters")]
    CaptionTooLong,
    /// There is no such file.
    #[error("there is no such file")]
    NoSuchFile,
    /// A seeded message asks for an id that its box already uses.
    #[error("message id {0} is taken or not positive")]
    IdTaken(i32),
    /// A seeded message asks for an id above 2^30: there must be some left.
    #[error("message id {0} is too high: up to 2^30 can be asked for")]
    IdTooHigh(i32),
    /// The date of a seeded message is before 1970, or after 2038.
    #[error("{0} is no date: Unix seconds, from 0 to 2^31 - 1, are")]
    DateInvalid(i64),
    /// A seeded message is older than the one before it.
    #[error("messages of the past come in the order of their dates")]
    NotInOrder,
    /// There is no such message in the chat.
    #[error("the chat has no message {0}")]
    NoSuchMessage(i32),
    /// There is no such message in the chat to reply to.
    #[error("the chat has no message {0} to reply to")]
    NoSuchReply(i32),
    /// Whoever writes is no member of the group.
    #[error("who is no member of a group cannot write there")]
    NotMember,
    /// Whoever writes has blocked the one he writes to.
    #[error("who is blocked cannot be written to")]
    Blocked,
    /// A bot writes to somebody who never wrote to it.
    #[error("a bot cannot write first")]
    BotCannotBegin,
    /// A bot writes to somebody who has blocked it.
    #[error("this person has blocked the bot")]
    BotBlocked,
    /// A bot writes to somebody whose account is deleted.
    #[error("this account is deleted")]
    Deactivated,
    /// A bot writes to a bot.
    #[error("a bot cannot write to a bot")]
    BotToBot,
    /// The message is somebody else's.
    #[error("the message is somebody else's")]
    NotTheAuthor,
    /// An edit changes nothing.
    #[error("the message says this already")]
    NotModified,
    /// What is put on a message as a reaction is no emoji.
    #[error("a reaction is one emoji of at most 64 bytes")]
    NoReaction,
    /// More than three reactions of one person on a message.
    #[error("nobody puts more than 3 reactions on a message")]
    TooManyReactions,
    /// The message is too old to be edited.
    #[error("the message is too old to be edited")]
    TooOld,
}

impl Outgoing {
    /// A message without a name, which answers none; its date is still to be
    /// set.
    pub(crate) fn new(from: UserId, to: Peer, content: Content) -> Outgoing {
        Outgoing { from, to, content, random_id: None, reply_to: None, date: 0 }
    }
}

impl State {
    /// Sends a message. The same `random_id` to the same peer is the same
    /// message, however late it comes again: that is not an event.
    pub(crate) fn send(&self, message: Outgoing) -> Result<Option<Event>, SendError> {
        let Outgoing { from, to, content, random_id, reply_to, date } = message;
        let mut content = self.check(content)?;
        self.may_write(from, to)?;
        let here = self.box_for(from, to);
        if random_id.is_some_and(|id| here.sent(from, to, id).is_some()) {
            return Ok(None);
        }
        if let Some(id) = reply_to.filter(|id| self.seen(from, to, *id).is_none()) {
            return Err(SendError::NoSuchReply(id));
        }
        content.mentions = self.named(from, to, &content, reply_to);
        let next = |owner: UserId| self.mailbox(owner).next_id();
        let has_box = self.account(from).is_some();
        let mut sent = Sent {
            from,
            to,
            date,
            content,
            random_id,
            sender_copy: has_box.then(|| next(from)),
            receiver_copy: None,
            group_copies: Vec::new(),
            reply_to,
        };
        match to {
            Peer::User(receiver) => {
                let arrives = from != receiver && !self.has_blocked(receiver, from);
                sent.receiver_copy = arrives.then(|| next(receiver));
            }
            Peer::Group(_) => {
                let members = self.group(to).into_iter().flat_map(|group| group.members.keys());
                let others = members.copied().filter(|member| *member != from);
                sent.group_copies = others.map(|user| (Peer::User(user), next(user))).collect();
            }
            Peer::Channel(_) => {
                sent.sender_copy = None;
                sent.group_copies = vec![(to, here.next_id())];
            }
        }
        Ok(Some(Event::MessageSent(sent)))
    }

    /// What a message may say, in the form in which it is kept.
    pub(super) fn check(&self, mut content: Content) -> Result<Content, SendError> {
        if content.action.is_some() {
            return Ok(content);
        }
        // Before anything is looked for in it, which takes longer than counting.
        let length = content.text.trim().encode_utf16().count();
        match content.file {
            None if length == 0 => return Err(SendError::Empty),
            None if length > MAX_TEXT => return Err(SendError::TooLong),
            Some(_) if length > MAX_CAPTION => return Err(SendError::CaptionTooLong),
            Some(file) if self.file(file).is_none() => return Err(SendError::NoSuchFile),
            _ => {}
        }
        entities::tidy(&mut content.text, &mut content.entities);
        Ok(content)
    }

    fn may_write(&self, from: UserId, to: Peer) -> Result<(), SendError> {
        if from != SERVICE_USER && self.account(from).is_none() {
            return Err(SendError::NoSuchAccount);
        }
        match to {
            Peer::User(user) if self.account(user).is_none() => Err(SendError::NoSuchAccount),
            Peer::User(user) if self.has_blocked(from, user) => Err(SendError::Blocked),
            Peer::User(user) if self.is_bot(from) => self.bot_may_write(from, user),
            Peer::User(_) => Ok(()),
            Peer::Group(_) | Peer::Channel(_) => {
                let group = self.group(to).ok_or(SendError::NoSuchAccount)?;
                group.members.contains_key(&from).then_some(()).ok_or(SendError::NotMember)
            }
        }
    }

    /// A bot speaks only when spoken to.
    fn bot_may_write(&self, bot: UserId, user: UserId) -> Result<(), SendError> {
        if user == bot || self.is_bot(user) {
            return Err(SendError::BotToBot);
        }
        if self.account(user).is_some_and(|account| account.is(Flag::Deleted)) {
            return Err(SendError::Deactivated);
        }
        if self.has_blocked(user, bot) {
            return Err(SendError::BotBlocked);
        }
        let spoken_to = self.mailbox(bot).dialog(Peer::User(user)).is_some();
        spoken_to.then_some(()).ok_or(SendError::BotCannotBegin)
    }

    /// Whether one person does not want to hear from another.
    pub(crate) fn has_blocked(&self, who: UserId, whom: UserId) -> bool {
        self.account(who).is_some_and(|account| account.has_blocked(whom))
    }

    /// Who is named in a message to a group: by name, or by being replied to.
    fn named(
        &self,
        from: UserId,
        to: Peer,
        content: &Content,
        reply_to: Option<MessageId>,
    ) -> Vec<UserId> {
        if to.is_user() {
            return Vec::new();
        }
        let by_name = content.entities.iter().filter_map(|entity| match &entity.kind {
            EntityKind::TextMention { user_id } => Some(*user_id),
            EntityKind::Mention => {
                let name = entities::part(&content.text, entity)?;
                self.by_username(&name).map(|account: &Account| account.profile.id)
            }
            _ => None,
        });
        let replied = reply_to.and_then(|id| self.seen(from, to, id)).map(|message| message.from);
        let mut named: Vec<UserId> = by_name.chain(replied).collect();
        named.retain(|user| *user != from && self.is_member(to, *user));
        named.sort_unstable();
        named.dedup();
        named
    }

    pub(crate) fn apply_sent(&mut self, sent: &Sent) {
        let random_id = sent.random_id;
        for (owner, message) in self.put_post(sent) {
            let is_authors = owner == Peer::User(sent.from) || !owner.is_user();
            let random_id = random_id.filter(|_| is_authors);
            self.has_changed(owner, sent.date);
            if let Some(mailbox) = self.box_mut(owner) {
                mailbox.deliver(message, random_id);
            }
        }
    }

    /// Notes a post and returns the copies to be put into boxes.
    pub(super) fn put_post(&mut self, sent: &Sent) -> Vec<(Peer, Message)> {
        let replied = sent.reply_to.and_then(|id| self.seen(sent.from, sent.to, id));
        let is_voice = sent.content.file.and_then(|file| self.file(file)).is_some_and(|file| {
            matches!(file.kind, FileKind::Voice { .. } | FileKind::Video { round: true, .. })
        });
        let post = Post {
            from: sent.from,
            date: sent.date,
            content: sent.content.clone(),
            reply_to: replied.map(|message| message.post),
            edited_at: None,
            reactions: Vec::new(),
            copies: sent.copies().collect(),
        };
        let number = self.posts.len();
        let from = Peer::User(sent.from);
        let copy = |(owner, id): (Peer, MessageId)| {
            // To the one who receives it, the chat is with its sender.
            let peer = if sent.to.is_user() && owner != from { from } else { sent.to };
            let message = Message {
                id,
                post: number,
                peer,
                from: sent.from,
                date: sent.date,
                pts: 0,
                unheard: is_voice && sent.to != from,
            };
            (owner, message)
        };
        let copies = post.copies.iter().copied().map(copy).collect();
        self.posts.push(post);
        copies
    }
}
