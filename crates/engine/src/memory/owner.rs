//! What the owner sees of a memory, and does to it.

use domain::{
    AccountId, Fact, FactId, FactKind, FactOrigin, FactScope, FactState, Message, PeerId,
};
use store::{FactUse, Tx};
use twin::memory::{LONGEST_FACT, contradicted, dated, in_a_line};

use crate::{Engine, Error, TwinEvent};

/// A fact as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FactView {
    /// The fact.
    pub fact: Fact,
    /// The message that it was drawn from, if it is still there.
    pub source: Option<Message>,
    /// The name of the chat that it came from; `None` if it came from none.
    pub from: Option<String>,
    /// Whether its time is over.
    pub is_over: bool,
}

/// A memory as a page shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemoryView {
    /// The facts, the newest first.
    pub facts: Vec<FactView>,
    /// What was said in the chat in short; `None` for what is not of a chat.
    pub summary: Option<String>,
    /// How much the account's twin remembers in all, and what it was good for.
    pub in_use: FactUse,
}

/// What became of something the owner wrote down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It is stored.
    Done,
    /// There is nothing in it.
    Empty,
    /// It is longer than 200 characters.
    TooLong,
    /// There is no such account, chat or fact, or it came from no chat to which it could be kept.
    NotFound,
}

/// What the owner changes about a fact; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactChange {
    /// What it says from now on: the owner's word. Days that it names relative to now become dates.
    pub text: Option<String>,
    /// Confirms what was offered: whether it may be said.
    pub may_be_said: Option<bool>,
    /// Whether it is known in every chat, or only in the one that it came from.
    pub general: Option<bool>,
}

impl Engine {
    /// What is remembered of a chat; `None` if there is no such chat.
    pub async fn memory_of_chat(
        &self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<MemoryView>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.chat(account, chat).await?.is_none() {
            return Ok(None);
        }
        let summary = tx.chat_memory(account, chat).await?.and_then(|memory| memory.summary);
        let of_chat = |fact: &Fact| match fact.scope {
            FactScope::Chat(of) => of == chat,
            // Made general or about the owner, it is still what was said here.
            FactScope::General | FactScope::AboutOwner => {
                fact.source.is_some_and(|(source, _)| source == chat)
            }
        };
        Ok(Some(MemoryView { summary, ..self.memory_view(&mut tx, account, of_chat).await? }))
    }

    /// What is remembered of the owner, and what they have marked as general; `None` if there is no
    /// such account.
    pub async fn memory_of_owner(&self, account: AccountId) -> Result<Option<MemoryView>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        let everywhere = |fact: &Fact| !matches!(fact.scope, FactScope::Chat(_));
        Ok(Some(self.memory_view(&mut tx, account, everywhere).await?))
    }

    async fn memory_view(
        &self,
        tx: &mut Tx,
        account: AccountId,
        wanted: impl Fn(&Fact) -> bool,
    ) -> Result<MemoryView, Error> {
        let now = self.inner.clock.now();
        let mut facts = Vec::new();
        for fact in tx.facts(account).await?.into_iter().filter(wanted) {
            let (mut source, mut from) = (None, None);
            if let Some((chat, message)) = fact.source {
                source = tx.message(account, chat, message).await?;
                from = tx.chat(account, chat).await?.map(|chat| chat.peer.title);
            }
            facts.push(FactView { is_over: !fact.is_current(now), source, from, fact });
        }
        facts.sort_by_key(|view| std::cmp::Reverse((view.fact.said_at, view.fact.id)));
        Ok(MemoryView { facts, summary: None, in_use: tx.fact_use(account).await? })
    }

    /// Writes down a fact. Days that it names relative to now become dates.
    pub async fn note_fact(
        &self,
        account: AccountId,
        scope: FactScope,
        text: &str,
        may_be_said: bool,
    ) -> Result<Noted, Error> {
        let now = self.inner.clock.now();
        let text = match written(text) {
            Ok(text) => dated(&text, now, &self.inner.settings.zone),
            Err(noted) => return Ok(noted),
        };
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let is_there = match scope {
            FactScope::Chat(chat) => tx.chat(account, chat).await?.is_some(),
            FactScope::General | FactScope::AboutOwner => tx.account(account).await?.is_some(),
        };
        if !is_there {
            return Ok(Noted::NotFound);
        }
        let fact = Fact {
            id: FactId::new(now, self.inner.entropy.next_u128()),
            account,
            scope,
            kind: FactKind::Note,
            text: text.text,
            source: None,
            said_at: now,
            until: text.until,
            confidence: 1.0,
            origin: FactOrigin::Owner,
            state: FactState::Kept,
            may_be_said,
            used: 0,
            last_used_at: None,
        };
        tx.insert_fact(&fact).await?;
        settle(&mut tx, &fact).await?;
        tx.commit().await?;
        self.tell(account, &fact);
        Ok(Noted::Done)
    }

    /// Puts right what a fact says: from now on it is the owner's word.
    pub async fn correct_fact(
        &self,
        account: AccountId,
        id: FactId,
        text: &str,
    ) -> Result<Noted, Error> {
        let change = FactChange { text: Some(text.to_owned()), ..FactChange::default() };
        self.change_fact(account, id, change).await
    }

    /// Confirms a fact that was offered. Returns whether there is such a fact.
    pub async fn confirm_fact(
        &self,
        account: AccountId,
        id: FactId,
        may_be_said: bool,
    ) -> Result<bool, Error> {
        let change = FactChange { may_be_said: Some(may_be_said), ..FactChange::default() };
        Ok(self.change_fact(account, id, change).await? == Noted::Done)
    }

    /// Lets a fact be known in every chat. Returns whether there is such a fact.
    pub async fn make_fact_general(&self, account: AccountId, id: FactId) -> Result<bool, Error> {
        let change = FactChange { general: Some(true), ..FactChange::default() };
        Ok(self.change_fact(account, id, change).await? == Noted::Done)
    }

    /// Keeps a fact to the chat that it came from again. Returns whether there is such a fact, and it
    /// came from one.
    pub async fn keep_fact_to_its_chat(
        &self,
        account: AccountId,
        id: FactId,
    ) -> Result<bool, Error> {
        let change = FactChange { general: Some(false), ..FactChange::default() };
        Ok(self.change_fact(account, id, change).await? == Noted::Done)
    }

    /// Makes all of a change to a fact, or none of it.
    pub async fn change_fact(
        &self,
        account: AccountId,
        id: FactId,
        change: FactChange,
    ) -> Result<Noted, Error> {
        let FactChange { text, may_be_said, general } = change;
        let now = self.inner.clock.now();
        let text = match text.as_deref().map(written).transpose() {
            Ok(text) => text.map(|text| dated(&text, now, &self.inner.settings.zone)),
            Err(noted) => return Ok(noted),
        };
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(mut fact) = tx.fact(account, id).await? else { return Ok(Noted::NotFound) };
        if let Some(text) = text {
            fact = Fact {
                text: text.text,
                until: text.until,
                said_at: now,
                confidence: 1.0,
                origin: FactOrigin::Owner,
                state: FactState::Kept,
                ..fact
            };
        }
        if let Some(may_be_said) = may_be_said {
            fact = Fact { state: FactState::Kept, may_be_said, ..fact };
        }
        match (general, fact.scope) {
            (Some(true), FactScope::Chat(_)) => fact.scope = FactScope::General,
            (Some(false), _) => {
                let Some((chat, _)) = fact.source else { return Ok(Noted::NotFound) };
                fact.scope = FactScope::Chat(chat);
            }
            (Some(true) | None, _) => {}
        }
        tx.update_fact(&fact).await?;
        settle(&mut tx, &fact).await?;
        tx.commit().await?;
        self.tell(account, &fact);
        Ok(Noted::Done)
    }

    /// Erases a fact for good: it is never drawn from its message again. Returns whether there was
    /// such a fact.
    pub async fn erase_fact(&self, account: AccountId, id: FactId) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(fact) = tx.fact(account, id).await? else { return Ok(false) };
        tx.erase_fact(account, id).await?;
        if let Some(chat) = chat_of(&fact) {
            // What was said in short may hold it too.
            tx.drop_summary(account, chat).await?;
        }
        tx.commit().await?;
        self.tell(account, &fact);
        Ok(true)
    }

    fn tell(&self, account: AccountId, fact: &Fact) {
        let now = self.inner.clock.now();
        self.inner.events.publish(now, account, chat_of(fact), TwinEvent::MemoryChanged);
    }
}

/// What contradicts a fact that the owner has confirmed no longer counts.
async fn settle(tx: &mut Tx, fact: &Fact) -> Result<(), Error> {
    if fact.state != FactState::Kept {
        return Ok(());
    }
    let known = tx.facts(fact.account).await?;
    let over = contradicted(&known, fact);
    for old in known.into_iter().filter(|old| over.contains(&old.id)) {
        tx.update_fact(&Fact { state: FactState::Replaced, ..old }).await?;
    }
    Ok(())
}

fn chat_of(fact: &Fact) -> Option<PeerId> {
    match fact.scope {
        FactScope::Chat(chat) => Some(chat),
        FactScope::General | FactScope::AboutOwner => fact.source.map(|(chat, _)| chat),
    }
}

/// What the owner has written, on one line.
fn written(text: &str) -> Result<String, Noted> {
    let text = in_a_line(text);
    match text.chars().count() {
        0 => Err(Noted::Empty),
        length if length > LONGEST_FACT => Err(Noted::TooLong),
        _ => Ok(text),
    }
}
