//! How like its owner the twin writes, measured when the owner asks for it: beside everything else, on one
//! processor, one account at a time; in recall mode, which costs nothing, or with the model that writes. Figures are stored; what was really written and what the twin would have
//! written is kept in memory only, until the next measurement or until something of the account is deleted.

mod answering;
mod blind;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{AccountId, Message, Meter, PeerId, Timestamp, Usage};
use store::Likeness;
use style::fidelity::on_one_processor;
use style::holdout::{FEWEST_PAIRS, TooLittle};
use tokio::sync::watch;
use tracing::{error, info};
use twin::measure::{Example, Report, Summary};

use answering::Held;
pub use blind::{BlindPair, BlindRound, BlindVerdict};

use crate::learn::is_learnt_from;
use crate::models::{Writer, save_spending};
use crate::{Engine, Error, Inner, ModelTrouble, failures};

/// How many of an account's newest messages are measured on: more would only take memory.
const MESSAGES: usize = 150_000;
/// How many are read at a time.
const PAGE: usize = 5_000;
/// How many measurements are shown.
const SHOWN: usize = 60;

/// How far a measurement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measuring {
    /// Messages are read.
    Reading,
    /// A twin learns from the past.
    Learning,
    /// It answers what was held out.
    Answering {
        /// How many moments are done.
        done: usize,
        /// How many there are.
        of: usize,
    },
    /// Its answers are judged.
    Judging,
}

/// Who answers what was held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasuredBy {
    /// The twin in recall mode, for nothing.
    Recall,
    /// The model that writes now, within its budget of the day.
    Model,
}

/// The model that writes now, and what measuring with it would take at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureCost {
    /// Its name.
    pub model: String,
    /// Tokens, read and written; `None` until the account was measured in recall mode, which finds out.
    pub tokens: Option<u64>,
    /// Money, in billionths of the currency of the prices; `None` too where no prices are set.
    pub billionths: Option<u64>,
}

/// Why nothing could be measured.
#[derive(Debug, Clone, PartialEq)]
pub enum LikenessTrouble {
    /// The owner has not answered often enough.
    TooLittle {
        /// How many answers there are.
        pairs: usize,
        /// How many it takes.
        needed: usize,
    },
    /// The store failed.
    Failed,
    /// The model gave no answers.
    Model(ModelTrouble),
}

/// What became of the wish to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LikenessBegun {
    /// It has begun.
    Started,
    /// Something is measured already.
    Busy,
    /// No model writes.
    NoModel,
    /// There is no such account.
    Unknown,
}

/// A measurement.
#[derive(Debug, Clone, PartialEq)]
pub struct LikenessReport {
    /// When it was made.
    pub made_at: Timestamp,
    /// The model that wrote; `None` for recall mode.
    pub model: Option<String>,
    /// Its figures.
    pub summary: Summary,
}

/// All that is known of a twin's likeness.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LikenessView {
    /// How far a measurement is that goes on.
    pub measuring: Option<Measuring>,
    /// Why the last one came to nothing.
    pub trouble: Option<LikenessTrouble>,
    /// What was measured, the newest first.
    pub reports: Vec<LikenessReport>,
    /// Moments side by side, of the newest measurement.
    pub examples: Vec<Example>,
    /// The model that could be measured; `None` where none writes.
    pub by_model: Option<MeasureCost>,
    /// How many pairs there are for a blind test.
    pub pairs: usize,
    /// The blind tests, the newest first.
    pub blind: Vec<store::BlindTest>,
}

/// What goes on, and what the last measurements leave in memory.
#[derive(Default)]
pub(crate) struct Measurements {
    running: watch::Sender<Option<(AccountId, Measuring)>>,
    last: Mutex<HashMap<AccountId, Last>>,
    /// How often something of an account was deleted.
    deletions: Mutex<HashMap<AccountId, u64>>,
}

/// What the last measurement of an account leaves.
#[derive(Default)]
struct Last {
    trouble: Option<LikenessTrouble>,
    examples: Vec<Example>,
    pairs: Vec<Example>,
    /// What a model would take at most; `None` where none wrote.
    tokens: Option<Usage>,
    /// When it was made; `None` where it came to nothing.
    made_at: Option<Timestamp>,
    /// What the owner took for theirs in each round of the blind test, by its seed.
    told: HashMap<u64, Vec<Option<usize>>>,
}

impl Measurements {
    /// Something of an account was deleted: what was written there is not shown any more, nor by a measurement that
    /// has read it.
    pub(crate) fn forget(&self, account: AccountId) {
        *self.deletions_of().entry(account).or_default() += 1;
        self.last().remove(&account);
    }

    fn deletions(&self, account: AccountId) -> u64 {
        self.deletions_of().get(&account).copied().unwrap_or_default()
    }

    /// Keeps what a measurement leaves that began after so many deletions: nothing that people wrote, if there are more
    /// of them now.
    fn keep(&self, account: AccountId, began_after: u64, made: Last) {
        // Held while the deletions are counted: the next one waits, and takes away what is kept here.
        let mut last = self.last();
        let is_whole = self.deletions(account) == began_after;
        let trouble = made.trouble.clone();
        last.insert(account, if is_whole { made } else { Last { trouble, ..Last::default() } });
    }

    fn deletions_of(&self) -> MutexGuard<'_, HashMap<AccountId, u64>> {
        self.deletions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last(&self) -> MutexGuard<'_, HashMap<AccountId, Last>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, account: AccountId, measuring: Measuring) {
        self.running.send_replace(Some((account, measuring)));
    }
}

/// Ends a measurement, whatever becomes of it.
struct Turn(Arc<Inner>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.measurements.running.send_replace(None);
    }
}

impl Engine {
    /// Begins to measure how like its owner an account's twin writes. It goes on by itself.
    pub async fn measure_likeness(
        &self,
        account: AccountId,
        by: MeasuredBy,
    ) -> Result<LikenessBegun, Error> {
        let inner = &self.inner;
        let writer = inner.models.writer();
        if by == MeasuredBy::Model && writer.is_none() {
            return Ok(LikenessBegun::NoModel);
        }
        let mut tx = inner.store.read(inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(LikenessBegun::Unknown);
        }
        drop(tx);
        let is_free = inner.measurements.running.send_if_modified(|running| {
            let is_free = running.is_none();
            if is_free {
                *running = Some((account, Measuring::Reading));
            }
            is_free
        });
        if !is_free {
            return Ok(LikenessBegun::Busy);
        }
        let turn = Turn(Arc::clone(inner));
        let began_after = inner.measurements.deletions(account);
        tokio::spawn(async move {
            let inner = &turn.0;
            let last = match measure(inner, account, by, writer).await {
                Ok(last) => last,
                Err(error) => {
                    error!(%account, error = &error as &dyn std::error::Error, "likeness was not measured");
                    Last { trouble: Some(LikenessTrouble::Failed), ..Last::default() }
                }
            };
            inner.measurements.keep(account, began_after, last);
            drop(turn);
        });
        Ok(LikenessBegun::Started)
    }

    /// Returns once nothing is being measured.
    pub async fn likeness_measured(&self) {
        let mut running = self.inner.measurements.running.subscribe();
        // The sender is the engine's own, so there is always a next change to wait for.
        let _ = running.wait_for(Option::is_none).await;
    }

    /// How like its owner an account's twin writes, as far as was measured; `None` if there is no such account.
    pub async fn likeness(&self, account: AccountId) -> Result<Option<LikenessView>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        let stored = tx.likeness(account, SHOWN).await?;
        let blind = tx.blind_tests(account, SHOWN).await?;
        let running = *inner.measurements.running.borrow();
        let model = inner.models.cost_of();
        let last = inner.measurements.last();
        let last = last.get(&account);
        Ok(Some(LikenessView {
            measuring: running.filter(|(of, _)| *of == account).map(|(_, measuring)| measuring),
            trouble: last.and_then(|last| last.trouble.clone()),
            reports: stored.into_iter().filter_map(report).collect(),
            examples: last.map(|last| last.examples.clone()).unwrap_or_default(),
            pairs: last.map_or(0, |last| last.pairs.len()),
            by_model: model.map(|(model, prices)| {
                let tokens = last.and_then(|last| last.tokens);
                MeasureCost {
                    model,
                    tokens: tokens.map(Usage::total),
                    billionths: tokens.zip(prices).map(|(usage, prices)| prices.of(usage)),
                }
            }),
            blind,
        }))
    }
}

/// What was stored; `None` of what another version wrote in another form.
fn report(stored: Likeness) -> Option<LikenessReport> {
    let Likeness { made_at, model, report } = stored;
    Some(LikenessReport { made_at, model, summary: serde_json::from_str(&report).ok()? })
}

async fn measure(
    inner: &Arc<Inner>,
    account: AccountId,
    by: MeasuredBy,
    writer: Option<Writer>,
) -> Result<Last, Error> {
    let came_to_nothing = |trouble| Last { trouble: Some(trouble), ..Last::default() };
    let messages = newest(inner, account).await?;
    let held = aside(inner, account, move |tell| Held::out_of(messages, tell)).await;
    let held = match held {
        Ok(held) => Arc::new(held),
        Err(TooLittle { pairs, .. }) => {
            return Ok(came_to_nothing(LikenessTrouble::TooLittle { pairs, needed: FEWEST_PAIRS }));
        }
    };
    let by_writer = writer.clone().filter(|_| by == MeasuredBy::Model);
    let model = by_writer.as_ref().map(|writer| writer.model.name().to_owned());
    let answers = match by_writer {
        None => {
            let held = Arc::clone(&held);
            aside(inner, account, move |tell| held.recalled(tell)).await
        }
        Some(writer) => {
            let tell = |far| inner.measurements.tell(account, far);
            let written = held.written(&writer, inner.clock.as_ref(), &tell).await;
            save_spending(inner).await;
            failures::of_models(inner, &Meter::default(), written.as_ref().err()).await;
            match written {
                Ok(answers) => answers,
                Err(error) => {
                    let trouble = LikenessTrouble::Model(ModelTrouble::of(&error));
                    return Ok(came_to_nothing(trouble));
                }
            }
        }
    };
    let (report, tokens) = aside(inner, account, move |tell| {
        tell(Measuring::Judging);
        let tokens = writer.map(|writer| held.would_take(&writer));
        (Report::make(held.holdout(), answers, 0), tokens)
    })
    .await;
    let summary = report.summary();
    let text = serde_json::to_string(&summary).expect("figures have a JSON form");
    let made_at = inner.clock.now();
    let mut tx = inner.store.begin(inner.owner).await?;
    tx.add_likeness(account, &Likeness { made_at, model, report: text }).await?;
    tx.commit().await?;
    info!(%account, asked = report.asked, "likeness was measured");
    Ok(Last {
        examples: report.examples,
        pairs: report.pairs_apart,
        tokens,
        made_at: Some(made_at),
        ..Last::default()
    })
}

/// Does what takes a processor's time beside everything else, on one processor.
async fn aside<T: Send + 'static>(
    inner: &Arc<Inner>,
    account: AccountId,
    work: impl FnOnce(&dyn Fn(Measuring)) -> T + Send + 'static,
) -> T {
    let measuring = Arc::clone(inner);
    let done = tokio::task::spawn_blocking(move || {
        on_one_processor(|| work(&|far| measuring.measurements.tell(account, far)))
    });
    match done.await {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// The newest messages of an account, of all chats in which people talk. Goes through them twice: first only to
/// see how far back that is.
async fn newest(inner: &Inner, account: AccountId) -> Result<Vec<Message>, Error> {
    let mut tx = inner.store.read(inner.owner).await?;
    let chats = tx.chats(account, usize::MAX).await?;
    drop(tx);
    let talks: std::collections::HashSet<PeerId> = chats
        .iter()
        .map(|chat| &chat.peer)
        .filter(|peer| is_learnt_from(peer))
        .map(|peer| peer.id)
        .collect();
    let mut dates = Vec::new();
    each_page(inner, account, &mut |page| {
        let told = page.iter().filter(|message| talks.contains(&message.chat));
        dates.extend(told.map(|message| message.sent_at));
    })
    .await?;
    let from = if dates.len() > MESSAGES {
        let (.., oldest, _) = dates.select_nth_unstable_by_key(MESSAGES - 1, |at| Reverse(*at));
        *oldest
    } else {
        Timestamp::from_millis(i64::MIN)
    };
    let mut messages = Vec::with_capacity(dates.len().min(MESSAGES));
    drop(dates);
    each_page(inner, account, &mut |page| {
        page.retain(|message| talks.contains(&message.chat) && message.sent_at >= from);
        messages.append(page);
    })
    .await?;
    Ok(messages)
}

async fn each_page(
    inner: &Inner,
    account: AccountId,
    take: &mut (dyn FnMut(&mut Vec<Message>) + Send),
) -> Result<(), Error> {
    let mut after = None;
    loop {
        let mut tx = inner.store.read(inner.owner).await?;
        let mut page = tx.messages_after(account, after, PAGE).await?;
        drop(tx);
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.chat, last.id));
        take(&mut page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_deleted_while_it_was_measured_is_not_kept() {
        let account = AccountId::new(Timestamp::from_secs(1), 1);
        let measured = || {
            let said = vec!["SECRET".to_owned()];
            let example = Example {
                context: Vec::new(),
                real: said.clone(),
                twin: said.clone(),
                itself: said,
            };
            Last { examples: vec![example.clone()], pairs: vec![example], ..Last::default() }
        };
        let kept = |measurements: &Measurements| {
            let last = measurements.last();
            last.get(&account).map(|last| (last.examples.len(), last.pairs.len()))
        };
        let measurements = Measurements::default();
        let began_after = measurements.deletions(account);
        measurements.keep(account, began_after, measured());
        assert_eq!(kept(&measurements), Some((1, 1)));
        measurements.forget(account);
        assert_eq!(kept(&measurements), None);
        measurements.keep(account, began_after, measured());
        assert_eq!(kept(&measurements), Some((0, 0)));
    }
}
