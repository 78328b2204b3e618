//! Saved Messages: the account's chat with itself, where the twin writes to its owner and hears what
//! they reply.
//!
//! A line is a row of the store, planned in the transaction of what it is about and sent with the
//! random id that stands there, so it arrives once, however often that takes. A reply to a line finds
//! its thing by the line's number. What else is written there is the owner's own business.
//!
//! To let the twin write of another thing: a variant of [`store::About`], its words in [`Words`], what
//! is planned beside it as [`ask`] does, and what a reply to it means in [`hear`].

use std::convert::Infallible;
use std::sync::{Arc, PoisonError};

use domain::{Author, Message, MessageId, MessengerError, Question, QuestionState};
use store::{About, SavedLine, Tx};
use tracing::{error, warn};

use crate::account::Shared;
use crate::questions::{answer, with_its_chat};
use crate::requests::Requests;
use crate::{Answered, Engine, Error, Inner, OwnersQuestion, Settings, TwinEvent};

/// How many of the newest messages may be replies to a line whose number was not known yet.
const OVERHEARD: usize = 20;

/// The words of the lines: the engine has none for people.
pub trait Words: Send + Sync {
    /// Asks the owner, and says how to answer: by a reply to this very message.
    fn question(&self, question: &OwnersQuestion) -> String;
}

/// What a reply of the owner has led to.
pub(crate) struct Heard {
    answered: Answered,
    events: Vec<TwinEvent>,
}

impl Heard {
    /// Tells of it, once it is stored.
    pub(crate) fn tell(self, shared: &Shared) {
        for event in self.events {
            shared.publish(self.answered.chat, event);
        }
        shared.wake(self.answered.chat);
    }
}

/// Plans to ask in Saved Messages too, if the twin writes there.
pub(crate) async fn ask(
    inner: &Inner,
    tx: &mut Tx,
    question: &Question,
) -> Result<(), store::Error> {
    if words(inner).is_none() {
        return Ok(());
    }
    let (about, random_id) = (About::Question(question.id), inner.entropy.random_id());
    tx.plan_saved_line(&SavedLine { account: question.account, about, random_id, message: None })
        .await
}

/// Whether a message of Saved Messages is a line of the twin, which comes back as if the owner had
/// written it, and perhaps before its number is known.
pub(crate) async fn is_line(
    shared: &Shared,
    tx: &mut Tx,
    message: &Message,
) -> Result<bool, Error> {
    if tx.saved_line_of(shared.account, message.id).await?.is_some() {
        return Ok(true);
    }
    let Some(words) = words(&shared.inner) else { return Ok(false) };
    for line in tx.unsent_saved_lines(shared.account).await? {
        let settings = &shared.inner.settings;
        let text = worded(tx, settings, words.as_ref(), line.about).await?;
        if text.is_some() && text.as_deref() == message.content.text() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes a message of Saved Messages: a reply of the owner to a line does what the line asks for, in
/// the transaction that stores it.
pub(crate) async fn hear(
    shared: &Shared,
    tx: &mut Tx,
    message: &Message,
) -> Result<Option<Heard>, Error> {
    let (Author::Owner, Some(to)) = (message.author, message.reply_to) else { return Ok(None) };
    let Some(line) = tx.saved_line_of(shared.account, to).await? else { return Ok(None) };
    let text = message.content.text().unwrap_or_default();
    let About::Question(question) = line.about;
    // What is empty, or comes when nobody asks any more, is a note of the owner.
    let answered = answer(&shared.inner, tx, question, text).await?.ok();
    Ok(answered.map(|(answered, events)| Heard { answered, events }))
}

/// Writes the lines of an account, for as long as it is connected.
pub(crate) async fn follow(shared: &Shared, requests: Requests<'_>) -> Infallible {
    loop {
        shared.caught_up().await;
        if let Err(error) = write(shared, requests).await {
            error!(account = %shared.account, error = &error as &dyn std::error::Error, "nothing written into Saved Messages");
        }
        shared.saved.notified().await;
    }
}

async fn write(shared: &Shared, requests: Requests<'_>) -> Result<(), Error> {
    let Some(words) = words(&shared.inner) else { return Ok(()) };
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let own = tx.account(shared.account).await?.ok_or(Error::Gone)?.profile.user_id;
    let mut lines = Vec::new();
    for line in tx.unsent_saved_lines(shared.account).await? {
        let text = worded(&mut tx, &shared.inner.settings, words.as_ref(), line.about).await?;
        lines.push((line, text));
    }
    drop(tx);
    for (line, text) in lines {
        let Some(text) = text else {
            forget(shared, line.about).await?;
            continue;
        };
        match requests.send_text(own, &text, line.random_id).await {
            Ok(sent) => arrived(shared, line, sent.id).await?,
            Err(error @ (MessengerError::Refused { .. } | MessengerError::Restricted { .. })) => {
                warn!(account = %shared.account, error = &error as &dyn std::error::Error, "a line for Saved Messages is refused");
                forget(shared, line.about).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// What a line says; `None` if there is nothing to say any more.
async fn worded(
    tx: &mut Tx,
    settings: &Settings,
    words: &dyn Words,
    about: About,
) -> Result<Option<String>, Error> {
    let About::Question(id) = about;
    let question = tx.question(id).await?;
    match question.filter(|question| question.state == QuestionState::Open) {
        Some(question) => Ok(Some(words.question(&with_its_chat(tx, settings, question).await?))),
        None => Ok(None),
    }
}

/// Notes a line's number, and hears what was replied to it before that was known.
async fn arrived(shared: &Shared, line: SavedLine, message: MessageId) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    tx.saved_line_sent(line.about, message).await?;
    let own = tx.account(shared.account).await?.ok_or(Error::Gone)?.profile.user_id;
    let mut heard = None;
    for said in tx.recent_messages(shared.account, own, OVERHEARD).await? {
        if heard.is_none() && said.reply_to == Some(message) {
            heard = hear(shared, &mut tx, &said).await?;
        }
    }
    tx.commit().await?;
    if let Some(heard) = heard {
        heard.tell(shared);
    }
    Ok(())
}

async fn forget(shared: &Shared, about: About) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    tx.drop_saved_line(about).await?;
    Ok(tx.commit().await?)
}

fn words(inner: &Inner) -> Option<Arc<dyn Words>> {
    inner.saved_words.read().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Engine {
    /// Lets the twins write to their owner in Saved Messages from now on, in these words.
    pub fn write_saved(&self, words: Arc<dyn Words>) {
        *self.inner.saved_words.write().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }

    /// Whether the twins write to their owner in Saved Messages.
    pub fn writes_saved(&self) -> bool {
        words(&self.inner).is_some()
    }
}
