//! Saved Messages: the account's chat with itself, where the twin writes to its owner and hears what
//! they tell it.
//!
//! A line is a row of the store, planned in the transaction of what it is about and sent with the
//! random id that stands there, so it arrives once, however often that takes. A reply to a line finds
//! its thing by the line's number. What begins with the twin's name is a command; it is done in the
//! transaction that stores it, and so is its answer planned. What else is written there is the owner's
//! own business.
//!
//! | module | what it holds |
//! |---|---|
//! | `lines` | the lines: planned, worded, written |
//! | `said` | what a line says, without words |
//! | `command` | what the owner's words tell the twin to do, for how long or of which time |
//! | `names` | whom they mean |
//! | `obey` | doing it |
//! | `pauses` | pauses, of all or with somebody |
//! | `told` | what the twin said |
//! | `replies` | drafts and countdowns, shown, let go and stopped |
//! | `digest` | what a day brought |
//!
//! To let the twin write of another thing: a variant of [`store::About`], its words in [`Words`], what
//! is planned beside it as [`ask`] does, and what a reply to it means in [`hear`].

mod command;
mod digest;
mod lines;
mod names;
mod obey;
mod pauses;
mod replies;
mod said;
mod told;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use domain::policy::Lines;
use domain::{Author, Message, PeerId};
use store::{About, Tx};

use crate::account::Shared;
use crate::questions::answer;
use crate::{Engine, Error, Inner, OwnersQuestion, TwinEvent};

pub use command::Language;
use command::{Command, Spoken, Word, spoken, word};
pub(crate) use digest::follow as tell_of_days;
use lines::tells;
pub(crate) use lines::{ask, follow, is_line};
use obey::{Order, obey};
pub(crate) use replies::announce;
use said::Said;
pub use said::{
    DayInShort, Goes, PauseInShort, QuietWith, SavedAnswer, ShownReply, StatusInShort, ToldLine,
    ToldSpan, Waiting,
};

/// The words of the lines: the engine has none for people. They must not begin as a command does.
/// Where a language is told, it is that of the owner's command.
pub trait Words: Send + Sync {
    /// Asks the owner, and says how to answer: by a reply to this very message.
    fn question(&self, question: &OwnersQuestion) -> String;
    /// Shows a reply that is not sent yet, and says how it is let go or stopped.
    fn reply(&self, language: Option<Language>, reply: &ShownReply) -> String;
    /// Says what became of what the owner told the twin.
    fn answer(&self, language: Option<Language>, answer: &SavedAnswer) -> String;
    /// Tells what a day brought.
    fn day(&self, day: &DayInShort) -> String;
}

/// What the owner's words have led to.
#[derive(Default)]
pub(crate) struct Heard {
    /// What to publish, and of which chat.
    events: Vec<(Option<PeerId>, TwinEvent)>,
    /// Chats in which there may be something to do.
    looks: Vec<PeerId>,
    /// Chats in whose reply the owner had a word.
    said: Vec<PeerId>,
    /// Whether what is allowed has changed.
    rules: bool,
}

impl Heard {
    /// Tells of it, once it is stored.
    pub(crate) fn tell(self, shared: &Shared) {
        for (chat, event) in self.events {
            shared.inner.events.publish(shared.now(), shared.account, chat, event);
        }
        for chat in self.looks {
            shared.wake(chat);
        }
        for chat in self.said {
            shared.owner_said(chat);
        }
        if self.rules {
            shared.rules_changed(None);
        }
        shared.saved.notify_one();
    }
}

/// Takes a message of Saved Messages: a command of the owner, or their reply to a line, is done in the
/// transaction that stores it.
pub(crate) async fn hear(
    shared: &Shared,
    tx: &mut Tx,
    message: &Message,
) -> Result<Option<Heard>, Error> {
    if message.author != Author::Owner || message.forwarded || message.via_bot {
        return Ok(None);
    }
    let text = message.content.text().unwrap_or_default();
    let line = match message.reply_to {
        Some(to) => tx.saved_line_of(shared.account, to).await?,
        None => None,
    };
    let said = spoken(text);
    let is_command = matches!(said, Some(Spoken::Command(..)));
    let mut order = Order { shared, message, language: None };
    if tells(&shared.inner, tx, shared.account).await? > Lines::Nothing
        && !order.is_past()
        && !order.is_done(tx).await?
    {
        let shown = match line.as_ref().map(|line| line.about) {
            Some(About::Reply(id)) => line.as_ref().zip(Some(id)),
            _ => None,
        };
        match (said, shown) {
            (Some(Spoken::Command(language, command)), shown) => {
                order.language = Some(language);
                let word = match command {
                    Command::Approve(None) => Some(Word::Send),
                    Command::Stop(None) => Some(Word::Stop),
                    _ => None,
                };
                return match shown {
                    Some((line, id)) if word.is_some() => {
                        replies::say(&order, tx, line, id, word).await
                    }
                    _ => obey(&order, tx, command).await.map(Some),
                };
            }
            (_, Some((line, id))) => {
                let (language, word) = word(text).unzip();
                order.language = language.flatten();
                return replies::say(&order, tx, line, id, word).await;
            }
            (Some(Spoken::Unknown(language)), None) if message.reply_to.is_none() => {
                order.language = Some(language);
                return order.answer(tx, SavedAnswer::Unknown).await.map(Some);
            }
            (Some(Spoken::NoSpan(language)), None) if message.reply_to.is_none() => {
                order.language = Some(language);
                return order.answer(tx, SavedAnswer::NoSpan).await.map(Some);
            }
            _ => {}
        }
    }
    let Some(About::Question(question)) = line.map(|line| line.about) else { return Ok(None) };
    // A command is never what somebody else is to read.
    if is_command {
        return Ok(None);
    }
    // What is empty, or comes when nobody asks any more, is a note of the owner.
    let answered = answer(&shared.inner, tx, question, text).await?.ok();
    Ok(answered.map(|(answered, events)| Heard {
        events: events.into_iter().map(|event| (Some(answered.chat), event)).collect(),
        looks: vec![answered.chat],
        ..Heard::default()
    }))
}

/// How long after it was sent a command may be put right by editing it.
const PUT_RIGHT: Duration = Duration::from_secs(60);

/// Takes a message of Saved Messages that the owner has edited: if it was no command before, or none
/// that led to anything, it may be one now. What was done is not done otherwise by an edit, which is said.
pub(crate) async fn hear_again(
    shared: &Shared,
    tx: &mut Tx,
    before: &Message,
    edited: &Message,
) -> Result<Option<Heard>, Error> {
    let is_words = |message: &Message| {
        message.author == Author::Owner && !message.forwarded && !message.via_bot
    };
    let text = |message: &Message| message.content.text().unwrap_or_default().to_owned();
    let (was, is) = (spoken(&text(before)), spoken(&text(edited)));
    let mut order = Order { shared, message: before, language: None };
    if text(before) == text(edited)
        || !is_words(before)
        || !is_words(edited)
        || before.reply_to.is_some()
        || order.is_past()
        || tells(&shared.inner, tx, shared.account).await? == Lines::Nothing
    {
        return Ok(None);
    }
    let answered = tx.saved_line_about(shared.account, About::Command(edited.id)).await?;
    let is_nothing_done = |line: &store::SavedLine| {
        Said::of(line.detail.as_deref()).is_some_and(|said| said.is_nothing_done())
    };
    if let Some(line) = answered
        && !is_nothing_done(&line)
    {
        // An answer that is still to be written tells what was done.
        if line.message.is_none() {
            return Ok(None);
        }
        order.language = match (is, was) {
            (Some(spoken), _) | (None, Some(spoken)) => Some(spoken.language()),
            (None, None) => None,
        };
        return order.answer_again(tx, SavedAnswer::DoneBefore).await.map(Some);
    }
    let Some(Spoken::Command(language, command)) = is else { return Ok(None) };
    if shared.now().since(before.sent_at) > PUT_RIGHT {
        return Ok(None);
    }
    // That it was not understood has been answered.
    tx.drop_saved_line(shared.account, About::Command(edited.id)).await?;
    order.language = Some(language);
    obey(&order, tx, command).await.map(Some)
}

fn words(inner: &Inner) -> Option<Arc<dyn Words>> {
    inner.saved_words.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whether the twins listen to their owner in Saved Messages.
pub(crate) fn is_heard(inner: &Inner) -> bool {
    words(inner).is_some()
}

/// Whether a text would be taken for something that the owner tells their twin.
pub fn is_spoken_to_twin(text: &str) -> bool {
    spoken(text).is_some()
}

impl Engine {
    /// Lets the twins write to their owner in Saved Messages from now on, in these words.
    pub fn write_saved(&self, words: Arc<dyn Words>) {
        *self.inner.saved_words.write().unwrap_or_else(PoisonError::into_inner) = Some(words);
        self.inner.supervisor.write_all_saved();
    }

    /// Whether the twins write to their owner in Saved Messages.
    pub fn writes_saved(&self) -> bool {
        is_heard(&self.inner)
    }
}
