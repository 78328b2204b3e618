//! Which bot is told of which event.

use std::collections::BTreeMap;

use super::update::{Letter, Standing, Update};
use super::{BOT_FATHER, Bot, BotEvent};
use crate::state::entities;
use crate::state::post::{Action, EntityKind, PostId};
use crate::state::{Event, MessageId, Peer, State, UserId};

/// How far back in a group it matters which bot wrote last.
const LOOK_BACK: usize = 200;

impl State {
    /// Queues what bots are told of an event, before it is applied: of what is
    /// deleted nothing can be said later.
    pub(in crate::state) fn tell_bots_before(&mut self, event: &Event) {
        if self.bots.connections.is_empty() {
            return;
        }
        match event {
            Event::MessagesDeleted { copies, .. } => self.tell_deleted(copies),
            Event::Bot(BotEvent::Disconnected { owner }) => {
                if let Some(connection) = self.bots.connections.get(owner).cloned() {
                    let (bot, enabled) = (connection.bot, false);
                    let ended = super::Connection { enabled, ..connection };
                    self.queue(bot, Update::BusinessConnection(ended));
                }
            }
            _ => {}
        }
    }

    /// Queues what bots are told of an event that was applied.
    pub(in crate::state) fn tell_bots(&mut self, event: &Event) {
        match event {
            Event::MessageSent(sent) => {
                self.bots.latest = self.bots.latest.max(sent.date);
                if sent.to == Peer::User(BOT_FATHER) {
                    self.bots.news += 1;
                }
                if let Some(post) = self.posts.len().checked_sub(1) {
                    self.tell_written(post, false);
                }
            }
            Event::MessageEdited { post, date, .. } => {
                self.bots.latest = self.bots.latest.max(*date);
                self.tell_written(*post, true);
            }
            Event::GroupCreated { peer, creator, members, date, .. } => {
                self.bots.latest = self.bots.latest.max(*date);
                for member in members {
                    self.tell_standing(*member, *peer, *creator, Standing::Member);
                }
            }
            Event::MemberAdded { peer, member, inviter, date } => {
                self.bots.latest = self.bots.latest.max(*date);
                self.tell_standing(*member, *peer, *inviter, Standing::Member);
            }
            Event::MemberRemoved { peer, member } => {
                // The note of it was sent just before.
                let note = self.posts.iter().rev().find(|post| {
                    post.content.action == Some(Action::MemberRemoved { member: *member })
                });
                let by = note.map_or(*member, |post| post.from);
                let kicked = by != *member && peer.channel().is_some();
                let after = if kicked { Standing::Kicked } else { Standing::Left };
                self.tell_standing(*member, *peer, by, after);
            }
            Event::PersonBlocked { account, person, date } => {
                self.bots.latest = self.bots.latest.max(*date);
                self.tell_standing(*person, Peer::User(*account), *account, Standing::Kicked);
            }
            Event::PersonUnblocked { account, person } => {
                self.tell_standing(*person, Peer::User(*account), *account, Standing::Member);
            }
            Event::Bot(BotEvent::Connected(connection)) => {
                self.bots.latest = self.bots.latest.max(connection.date);
                let (bot, connection) = (connection.bot, connection.clone());
                self.queue(bot, Update::BusinessConnection(connection));
            }
            _ => {}
        }
    }

    pub(in crate::state) fn queue(&mut self, bot: UserId, update: Update) {
        let latest = self.bots.latest;
        if let Some(bot) = self.bots.all.get_mut(&bot).filter(|bot| bot.id != BOT_FATHER) {
            bot.queue.push(update, latest);
            self.bots.news += 1;
        }
    }

    fn tell_standing(&mut self, bot: UserId, chat: Peer, by: UserId, after: Standing) {
        let before = match (after, chat) {
            (Standing::Left | Standing::Kicked, _) => Standing::Member,
            // Whoever blocks a bot puts it out of the chat.
            (Standing::Member, Peer::User(_)) => Standing::Kicked,
            (Standing::Member, _) => Standing::Left,
        };
        let date = self.bots.latest;
        self.queue(bot, Update::MyChatMember { chat, by, date, before, after });
    }

    fn tell_written(&mut self, post: PostId, edited: bool) {
        let mut told: Vec<(UserId, Update)> = Vec::new();
        for (owner, id) in &self.posts[post].copies {
            let connected = owner.user().and_then(|owner| self.connection_of(owner));
            let mut bots = self.bots_of(*owner).peekable();
            // Most messages are of no concern to any bot.
            if connected.is_none() && bots.peek().is_none() {
                continue;
            }
            let Some(letter) = self.letter(*owner, *id) else {
                continue;
            };
            for bot in bots {
                if bot.id != letter.from && self.hears(bot, &letter) {
                    let letter = letter.clone();
                    let update = if edited {
                        Update::EditedMessage(letter)
                    } else {
                        Update::Message(letter)
                    };
                    told.push((bot.id, update));
                }
            }
            if let (Some(connected), Peer::User(with)) = (connected, letter.chat) {
                // A bot is not told of what it wrote itself.
                let own = letter.content.via_business_bot == Some(connected.bot);
                if connected.enabled && !own && self.reaches(connected, with) {
                    let connection = connected.id.clone();
                    let update = if edited {
                        Update::EditedBusinessMessage { connection, letter }
                    } else {
                        Update::BusinessMessage { connection, letter }
                    };
                    told.push((connected.bot, update));
                }
            }
        }
        for (bot, update) in told {
            self.queue(bot, update);
        }
    }

    fn tell_deleted(&mut self, copies: &[(Peer, MessageId)]) {
        let mut gone: BTreeMap<(UserId, Peer), Vec<MessageId>> = BTreeMap::new();
        for (owner, id) in copies {
            let message = self.box_of(*owner).message(*id);
            if let (Some(message), Peer::User(owner)) = (message, owner) {
                gone.entry((*owner, message.peer)).or_default().push(*id);
            }
        }
        for ((owner, chat), ids) in gone {
            let connected = self.connection_of(owner).filter(|connected| {
                connected.enabled && chat.user().is_some_and(|with| self.reaches(connected, with))
            });
            if let Some((bot, connection)) = connected.map(|found| (found.bot, found.id.clone())) {
                self.queue(bot, Update::DeletedBusinessMessages { connection, chat, ids });
            }
        }
    }

    /// The bots that see a box.
    fn bots_of(&self, owner: Peer) -> impl Iterator<Item = &Bot> {
        let members = self.group(owner).into_iter().flat_map(|group| group.members.keys());
        owner.user().into_iter().chain(members.copied()).filter_map(|id| self.bot(id))
    }

    /// Whether a bot is told of a message in a chat of its.
    fn hears(&self, bot: &Bot, letter: &Letter) -> bool {
        if letter.chat.is_user() {
            return true;
        }
        // Bots do not hear each other in groups, so that they do not talk for ever.
        if self.is_bot(letter.from) {
            return false;
        }
        if letter.content.action.is_some() || !bot.settings.privacy {
            return true;
        }
        // By name, or by an answer to what it wrote.
        letter.content.mentions.contains(&bot.id) || self.is_commanded(bot, letter)
    }

    fn is_commanded(&self, bot: &Bot, letter: &Letter) -> bool {
        let content = &letter.content;
        let commands = content
            .entities
            .iter()
            .filter(|entity| entity.kind == EntityKind::BotCommand)
            .filter_map(|entity| entities::part(&content.text, entity));
        commands.into_iter().any(|command| match command.split_once('@') {
            Some((_, name)) => {
                self.by_username(name).is_some_and(|account| account.profile.id == bot.id)
            }
            // A command of no bot in particular is for the one that wrote last.
            None => self.last_bot(letter).is_none_or(|last| last == bot.id),
        })
    }

    fn last_bot(&self, letter: &Letter) -> Option<UserId> {
        let mailbox = self.box_of(letter.owner);
        let ids = &mailbox.dialog(letter.chat)?.ids;
        let written = ids.iter().rev().take(LOOK_BACK).filter_map(|id| mailbox.message(*id));
        written.map(|message| message.from).find(|from| self.bot(*from).is_some())
    }
}
