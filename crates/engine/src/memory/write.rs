//! Has the memory of quiet chats written by the model, if there is one: recall mode has no memory.
//!
//! The mark in the store says up to which message it was written, and moves in the transaction that
//! stores what came of it. A model takes long; whatever happens to the messages meanwhile makes what
//! it wrote worthless, and it is asked again.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use domain::{
    ChatModel, Fact, FactId, FactOrigin, FactScope, FactState, Message, MessageId, Meter, Mode,
    ModelError, PeerId, Prompt, Refusal, Sampling, Timestamp,
};
use store::{ChatMemory, Tx};
use tracing::{debug, error, warn};
use twin::memory::{Change, Drawn, Talk, drawn, facts_prompt, merge, summary, summary_prompt};

use crate::account::Shared;
use crate::models::save_spending;
use crate::{Error, TwinEvent, failures, rules};

/// So many messages are put before the model at once.
const BATCH: usize = 80;
/// From so many messages on a talk is put in short: fewer are still seen when a reply is composed.
const LONG: usize = 40;
/// The longest answer, in tokens.
const MOST_TOKENS: u32 = 500;
/// How long to wait after a failure that may pass, and after one that only the owner can mend.
const RETRY: Duration = Duration::from_secs(5 * 60);
const MENDED: Duration = Duration::from_secs(3_600);

/// Writes the memory of an account's chats, for as long as the account runs.
pub(crate) async fn follow(shared: &Shared) -> Infallible {
    let mut renewed = shared.inner.models.renewed();
    loop {
        shared.caught_up().await;
        // Whoever chooses another model from here on is heard below.
        renewed.mark_unchanged();
        let next = match (Writer { shared }).pass().await {
            Ok(next) => next,
            Err(error) => {
                error!(account = %shared.account, error = &error as &dyn std::error::Error, "memory not written");
                Some(shared.now() + RETRY)
            }
        };
        let due = async {
            match next {
                // Whoever writes meanwhile only puts it off, or is due later.
                Some(at) => shared.inner.clock.sleep_until(at).await,
                None => shared.talk.notified().await,
            }
        };
        tokio::select! {
            () = due => {}
            // The sender is the engine's, so there is always a next change to wait for.
            _ = renewed.changed() => {}
        }
    }
}

/// What came of asking the model.
enum Answer {
    Text(String),
    /// It refuses this very question.
    Never,
    /// It is of no use to ask before then.
    NotBefore(Timestamp),
}

/// What comes of a chat.
enum Done {
    /// There is nothing more to write.
    All,
    /// There may be more.
    Some,
    /// It is of no use to go on before then.
    NotBefore(Timestamp),
}

/// What is to be remembered, and of what.
struct Batch {
    messages: Vec<Message>,
    memory: Option<ChatMemory>,
    /// Messages from which something was erased.
    barred: Vec<MessageId>,
}

impl Batch {
    fn is_same(&self, other: &Self) -> bool {
        self.messages == other.messages
            && self.memory == other.memory
            && self.barred == other.barred
    }
}

struct Writer<'a> {
    shared: &'a Shared,
}

impl Writer<'_> {
    /// Writes whatever is due. Returns when the next chat is; `None` if no chat will be unless
    /// somebody writes.
    async fn pass(&self) -> Result<Option<Timestamp>, Error> {
        let Some(model) = self.shared.inner.models.model() else { return Ok(None) };
        let limits = &self.shared.inner.settings.memory;
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let chats = tx.chats_to_remember(self.shared.account, limits.enough.get()).await?;
        drop(tx);
        for quiet in chats {
            if !self.may_remember(quiet.chat).await? {
                continue;
            }
            let due = quiet.since + limits.quiet;
            if due > self.shared.now() {
                return Ok(Some(due));
            }
            loop {
                match self.write(&model, quiet.chat).await? {
                    Done::All => break,
                    Done::Some => {}
                    Done::NotBefore(at) => return Ok(Some(at)),
                }
            }
        }
        Ok(None)
    }

    /// Whether a model may read a chat: one with a person, in which the twin is not off.
    async fn may_remember(&self, chat: PeerId) -> Result<bool, Error> {
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let account = tx.account(self.shared.account).await?.ok_or(Error::Gone)?;
        let chat = tx.chat(self.shared.account, chat).await?.ok_or(Error::Gone)?;
        let mode = rules::mode(&mut tx, &self.shared.inner.settings, &account, &chat).await?;
        Ok(chat.peer.is_person() && mode != Mode::Off)
    }

    /// Writes the memory of the next messages of a chat.
    async fn write(&self, model: &Arc<dyn ChatModel>, chat: PeerId) -> Result<Done, Error> {
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let batch = self.batch(&mut tx, chat).await?;
        drop(tx);
        let Some(newest) = batch.messages.last().map(|message| message.id) else {
            return Ok(Done::All);
        };
        let before = batch.memory.as_ref().and_then(|memory| memory.summary.clone());
        let zone = &self.shared.inner.settings.zone;
        let mut found = Vec::new();
        let mut short = before.clone();
        if let Some(talk) = Talk::of(&batch.messages, &batch.barred, zone) {
            match self.ask(model, &facts_prompt(&talk)).await {
                Answer::Text(text) => found = drawn(&talk, &text),
                Answer::Never => {}
                Answer::NotBefore(at) => return Ok(Done::NotBefore(at)),
            }
            if before.is_some() || batch.messages.len() >= LONG {
                let before = before.as_deref();
                match self.ask(model, &summary_prompt(&talk, before)).await {
                    Answer::Text(text) => short = summary(&talk, before, &text).or(short),
                    Answer::Never => {}
                    Answer::NotBefore(at) => return Ok(Done::NotBefore(at)),
                }
            }
        }

        let mut tx = self.shared.begin().await?;
        if !self.batch(&mut tx, chat).await?.is_same(&batch) {
            debug!(account = %self.shared.account, %chat, "the chat has changed while its memory was written");
            // Whoever wrote has put it off; what was erased or edited is written anew at once.
            return Ok(Done::NotBefore(self.shared.now()));
        }
        let event = self.keep(&mut tx, chat, found).await?;
        let memory = ChatMemory { written_through: newest, summary: short };
        tx.save_chat_memory(self.shared.account, chat, &memory).await?;
        tx.commit().await?;
        if let Some(event) = event {
            self.shared.publish(chat, event);
        }
        Ok(if batch.messages.len() < BATCH { Done::All } else { Done::Some })
    }

    /// The next messages of a chat to be remembered: from the mark on, or the newest where it was
    /// never written.
    async fn batch(&self, tx: &mut Tx, chat: PeerId) -> Result<Batch, Error> {
        let account = self.shared.account;
        let memory = tx.chat_memory(account, chat).await?;
        let messages = match &memory {
            Some(memory) => {
                tx.messages_of_chat_after(account, chat, memory.written_through, BATCH).await?
            }
            None => tx.recent_messages(account, chat, BATCH).await?,
        };
        let barred = tx.erased_sources(account, chat).await?;
        Ok(Batch { messages, memory, barred })
    }

    async fn ask(&self, model: &Arc<dyn ChatModel>, prompt: &Prompt) -> Answer {
        let sampling = Sampling {
            candidates: 1,
            temperature: 0.0,
            max_tokens: MOST_TOKENS,
            seed: self.shared.inner.entropy.next_u64(),
        };
        let now = || self.shared.now();
        // What it took is of interest for the day's budget only.
        let meter = Meter::default();
        let answer = model.complete(prompt, sampling, &meter).await;
        save_spending(&self.shared.inner).await;
        failures::of_models(&self.shared.inner, &meter, answer.as_ref().err()).await;
        let error = match answer {
            Ok(completion) => {
                return Answer::Text(completion.candidates.into_iter().next().unwrap_or_default());
            }
            Err(error) => error,
        };
        warn!(account = %self.shared.account, model = model.name(), error = &error as &dyn std::error::Error, "the model wrote no memory");
        match error {
            ModelError::Refused { refusal, .. } => match refusal {
                Refusal::Filtered | Refusal::TooLong | Refusal::Request => Answer::Never,
                Refusal::Key | Refusal::Money | Refusal::UnknownModel => {
                    Answer::NotBefore(now() + MENDED)
                }
            },
            ModelError::BudgetSpent { until } => Answer::NotBefore(until.max(now() + RETRY)),
            ModelError::RateLimited { retry_after } => {
                Answer::NotBefore(now() + retry_after.unwrap_or_default().max(RETRY))
            }
            ModelError::Unavailable(_) => Answer::NotBefore(now() + RETRY),
            // It was paid for, and would be again: one chat must not hold up the others.
            ModelError::TimedOut(_) | ModelError::Malformed(_) => Answer::Never,
        }
    }

    /// Stores what was drawn. Returns what to say of it; `None` if nothing came of it.
    async fn keep(
        &self,
        tx: &mut Tx,
        chat: PeerId,
        found: Vec<Drawn>,
    ) -> Result<Option<TwinEvent>, Error> {
        let known = tx.facts(self.shared.account).await?;
        let (mut kept, mut replaced, mut offered) = (0, 0, 0);
        for change in merge(&known, found, chat) {
            let (drawn, older, is_offered) = match change {
                Change::Add(drawn) => (drawn, Vec::new(), false),
                Change::Replace(older, drawn) => (drawn, older, false),
                Change::Offer(drawn) => (drawn, Vec::new(), true),
            };
            // What is about the owner is the owner's to confirm.
            let is_offered = is_offered || drawn.about_owner;
            for old in known.iter().filter(|fact| older.contains(&fact.id)) {
                if is_offered && old.state == FactState::Kept {
                    // It counts until the owner has confirmed the newer one.
                    continue;
                }
                tx.update_fact(&Fact { state: FactState::Replaced, ..old.clone() }).await?;
                replaced += 1;
            }
            let fact = self.fact(chat, drawn, is_offered);
            tx.insert_fact(&fact).await?;
            *(if is_offered { &mut offered } else { &mut kept }) += 1;
        }
        let anything = kept + replaced + offered > 0;
        Ok(anything.then_some(TwinEvent::Remembered { kept, replaced, offered }))
    }

    fn fact(&self, chat: PeerId, drawn: Drawn, is_offered: bool) -> Fact {
        Fact {
            id: FactId::new(self.shared.now(), self.shared.inner.entropy.next_u128()),
            account: self.shared.account,
            scope: if drawn.about_owner { FactScope::AboutOwner } else { FactScope::Chat(chat) },
            kind: drawn.kind,
            text: drawn.text,
            source: Some(drawn.source),
            said_at: drawn.said_at,
            until: drawn.until,
            confidence: drawn.confidence,
            origin: FactOrigin::Model,
            state: if is_offered { FactState::Offered } else { FactState::Kept },
            may_be_said: true,
            used: 0,
            last_used_at: None,
        }
    }
}
