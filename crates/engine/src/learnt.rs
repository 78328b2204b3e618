//! What was learnt, answer by answer, and what contacts are to the owner; and what the owner says of both.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use domain::{AccountId, MessageId, Peer, PeerId, PeerKind, Relation, Timestamp};
use style::relation::RelationFound;
use style::search::Wanted;
use style::{Exemplar, Learner, Lines};

use crate::learn::{Knows, corrections};
use crate::quoted::forget_quoted;
use crate::{Engine, Error};

/// An answer that the twin has learnt, or must not learn. All texts are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExemplarView {
    /// The chat that it was given in.
    pub chat: PeerId,
    /// The name of the chat.
    pub title: String,
    /// What was asked, a text for each message.
    pub question: Vec<String>,
    /// What the owner answered.
    pub answer: Vec<String>,
    /// When it was answered.
    pub answered_at: Timestamp,
    /// The answer's first message.
    pub first: MessageId,
    /// Its last.
    pub last: MessageId,
}

/// Which answers are looked for.
#[derive(Debug, Clone, Default)]
pub struct ExemplarSearch {
    /// In this chat only.
    pub chat: Option<PeerId>,
    /// With these words in the question or the answer.
    pub wanted: Wanted,
    /// Those that are struck out, instead of those that the twin draws from.
    pub struck: bool,
    /// How many of the newest are passed over.
    pub skip: usize,
    /// How many are shown at most.
    pub limit: usize,
}

/// A part of the answers that were looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundExemplars {
    /// The newest first.
    pub exemplars: Vec<ExemplarView>,
    /// Whether there are older ones.
    pub more: bool,
}

impl ExemplarSearch {
    fn find(&self, learner: &Learner) -> FoundExemplars {
        if self.wanted.is_nothing() {
            return FoundExemplars::default();
        }
        let recall = learner.recall();
        let mut all: Vec<&Exemplar> = match (self.struck, self.chat) {
            (true, _) => recall.struck_out().collect(),
            (false, Some(chat)) => recall.of_chat(chat).collect(),
            (false, None) => recall.exemplars().collect(),
        };
        all.retain(|exemplar| self.chat.is_none_or(|chat| exemplar.chat == chat));
        all.sort_unstable_by_key(|exemplar| {
            Reverse((exemplar.answered_at, exemplar.chat, exemplar.answer_id))
        });
        let is_meant = |exemplar: &&Exemplar| {
            let said = || {
                let (asked, answered) = (exemplar.question.joined(), exemplar.answer.joined());
                format!("{asked}\n{answered}")
            };
            self.wanted.is_anything() || self.wanted.is_in(&said())
        };
        let mut found = all.into_iter().filter(is_meant).skip(self.skip);
        let exemplars = found.by_ref().take(self.limit).map(view).collect();
        FoundExemplars { exemplars, more: found.next().is_some() }
    }
}

/// What a contact is to the owner.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationView {
    /// The contact.
    pub peer: Peer,
    /// What was found, or what the owner says.
    pub found: RelationFound,
}

/// What became of a correction of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationSet {
    /// It holds from the next reply on.
    Done,
    /// The account has no such chat.
    Unknown,
    /// Only people have relations, not groups or channels.
    NoPerson,
}

impl Engine {
    /// Whether what was learnt of an account is at hand, or will be within `patience`; else it is learnt meanwhile. Of
    /// one that runs it always is.
    pub async fn is_learnt_within(
        &self,
        account: AccountId,
        patience: Duration,
    ) -> Result<bool, Error> {
        let knows = Knows::of(&self.inner, account);
        match tokio::time::timeout(patience, knows).await {
            Ok(knows) => Ok(knows.map(|_| true)?),
            Err(_) => Ok(false),
        }
    }

    /// The answers that an account's twin has learnt, or those that are struck out, the newest first. `None` if
    /// there is no such account. Of an account that does not run all is learnt first.
    pub async fn exemplars(
        &self,
        account: AccountId,
        search: ExemplarSearch,
    ) -> Result<Option<FoundExemplars>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        drop(tx);
        let knows = self.corrected(account).await?;
        // Of a long history it takes a while to find what has rare words.
        let finding =
            tokio::task::spawn_blocking(move || knows.with(|learner| search.find(learner)));
        let mut found = match finding.await {
            Ok(found) => found,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut titles: HashMap<PeerId, String> = HashMap::new();
        for exemplar in &mut found.exemplars {
            let chat = exemplar.chat;
            if let Entry::Vacant(title) = titles.entry(chat) {
                let named = tx.chat(account, chat).await?;
                title.insert(named.map(|chat| chat.peer.title).unwrap_or_default());
            }
            exemplar.title.clone_from(&titles[&chat]);
        }
        Ok(Some(found))
    }

    /// Strikes out the answer that a message is part of: the twin draws from it no more, whatever is
    /// imported. `false` if there is no such answer.
    pub async fn strike_exemplar(
        &self,
        account: AccountId,
        chat: PeerId,
        message: MessageId,
    ) -> Result<bool, Error> {
        let Some(named) = self.exemplar(account, chat, message).await? else { return Ok(false) };
        let texts: Vec<_> = named.answer.into_iter().map(|text| (chat, text)).collect();
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.strike_answer(account, chat, named.first).await?;
        let told = forget_quoted(&mut tx, account, &texts).await?;
        tx.commit().await?;
        for (chat, event) in told {
            self.inner.events.publish(self.inner.clock.now(), account, Some(chat), event);
        }
        self.correct_running(account).await?;
        Ok(true)
    }

    /// Takes that back. `false` if there is no such answer.
    pub async fn restore_exemplar(
        &self,
        account: AccountId,
        chat: PeerId,
        message: MessageId,
    ) -> Result<bool, Error> {
        let Some(named) = self.exemplar(account, chat, message).await? else { return Ok(false) };
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.restore_answer(account, chat, named.first, named.last).await?;
        tx.commit().await?;
        self.correct_running(account).await?;
        Ok(true)
    }

    /// What everybody an account has talked to is to its owner, the one with the newest message first.
    /// `None` if there is no such account.
    pub async fn relations(&self, account: AccountId) -> Result<Option<Vec<RelationView>>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        let chats = tx.chats(account, usize::MAX).await?;
        drop(tx);
        let knows = self.corrected(account).await?;
        let people = chats.into_iter().map(|chat| chat.peer);
        let people = people.filter(|peer| peer.kind == PeerKind::User);
        Ok(Some(knows.with(|learner| {
            people.map(|peer| RelationView { found: learner.relation(peer.id), peer }).collect()
        })))
    }

    /// Says what a contact is to the owner, or with `None` lets the twin find out by itself.
    pub async fn set_relation(
        &self,
        account: AccountId,
        chat: PeerId,
        relation: Option<Relation>,
    ) -> Result<RelationSet, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        match tx.chat(account, chat).await? {
            None => return Ok(RelationSet::Unknown),
            Some(chat) if chat.peer.kind != PeerKind::User => return Ok(RelationSet::NoPerson),
            Some(_) => {}
        }
        tx.set_relation(account, chat, relation).await?;
        tx.commit().await?;
        self.correct_running(account).await?;
        Ok(RelationSet::Done)
    }

    /// Tells the twin of an account what its owner says of it by now.
    pub(crate) async fn correct_running(&self, account: AccountId) -> Result<(), Error> {
        if let Some(shared) = self.inner.supervisor.shared(account) {
            let mut tx = self.inner.store.read(self.inner.owner).await?;
            shared.correct(corrections(&mut tx, shared.taught_by()).await?);
        } else {
            self.inner.resting.corrected(account);
        }
        Ok(())
    }

    /// What is known of an account, with what its owner says of it by now.
    async fn corrected(&self, account: AccountId) -> Result<Knows, Error> {
        let knows = Knows::of(&self.inner, account).await?;
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let of = tx.manner_of(account).await?.unwrap_or(account);
        knows.correct(corrections(&mut tx, of).await?);
        Ok(knows)
    }

    async fn exemplar(
        &self,
        account: AccountId,
        chat: PeerId,
        message: MessageId,
    ) -> Result<Option<ExemplarView>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        drop(tx);
        let knows = self.corrected(account).await?;
        Ok(knows.with(|learner| {
            let recall = learner.recall();
            let mut all = recall.exemplars().chain(recall.struck_out());
            let named = all.find(|exemplar| {
                let messages = exemplar.answer_id..=exemplar.answer_last_id;
                exemplar.chat == chat && messages.contains(&message)
            });
            named.map(view)
        }))
    }
}

fn view(exemplar: &Exemplar) -> ExemplarView {
    let texts = |lines: &Lines| lines.iter().map(str::to_owned).collect();
    ExemplarView {
        chat: exemplar.chat,
        title: String::new(),
        question: texts(&exemplar.question),
        answer: texts(&exemplar.answer),
        answered_at: exemplar.answered_at,
        first: exemplar.answer_id,
        last: exemplar.answer_last_id,
    }
}
