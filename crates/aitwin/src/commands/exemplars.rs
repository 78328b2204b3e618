//! `aitwin exemplars`: what the twin has learnt, answer by answer, and what it must not learn.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use domain::{AccountId, MessageId, PeerId, Timestamp};
use style::{Exemplar, Learner, Lines};

use super::{choice, say};
use crate::cli::{ExemplarIds, ExemplarsArgs, ExemplarsChange, OfAccount};
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::{self, Opened};

pub(crate) async fn exemplars(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ExemplarsArgs,
) -> Result<()> {
    match arguments.change {
        None => list(texts, config, arguments).await,
        Some(ExemplarsChange::Strike(ids)) => {
            let change = Change::begin(config, ids).await?;
            let count = change.strike().await?;
            say(&text!(texts, "exemplars-struck", count = count))
        }
        Some(ExemplarsChange::Restore(ids)) => {
            let change = Change::begin(config, ids).await?;
            let count = change.restore().await?;
            say(&text!(texts, "exemplars-restored", count = count))
        }
    }
}

/// An account and what is learnt of it.
struct Learnt {
    opened: Opened,
    account: AccountId,
    learner: Learner,
}

impl Learnt {
    async fn of(config: Option<&Path>, of: OfAccount) -> Result<Self> {
        let OfAccount { account, data } = of;
        let overrides =
            Overrides { data: data.data, database_url: data.database_url, ..Overrides::default() };
        let opened = wiring::open(&Config::load(config, overrides)?).await?;
        let mut tx = opened.store.read(opened.owner).await?;
        let account = choice::account(&mut tx, account).await?;
        drop(tx);
        let learner = engine::learn(&opened.store, opened.owner, account).await?;
        Ok(Self { opened, account, learner })
    }
}

async fn list(texts: &Texts, config: Option<&Path>, arguments: ExemplarsArgs) -> Result<()> {
    let ExemplarsArgs { chat, find, limit, struck, of, .. } = arguments;
    let Learnt { opened, account, learner } = Learnt::of(config, of).await?;
    let mut tx = opened.store.read(opened.owner).await?;
    let chats = tx.chats(account, usize::MAX).await?;
    drop(tx);
    let titles: HashMap<PeerId, String> =
        chats.into_iter().map(|chat| (chat.peer.id, chat.peer.title)).collect();
    let words: Vec<String> =
        find.unwrap_or_default().split_whitespace().map(str::to_lowercase).collect();
    let recall = learner.recall();
    let all: Vec<&Exemplar> =
        if struck { recall.struck_out().collect() } else { recall.exemplars().collect() };
    let mut found: Vec<&Exemplar> = all
        .into_iter()
        .filter(|exemplar| chat.is_none_or(|chat| exemplar.chat == PeerId(chat)))
        .filter(|exemplar| holds(exemplar, &words))
        .collect();
    found.sort_by_key(|exemplar| {
        std::cmp::Reverse((exemplar.answered_at, exemplar.chat, exemplar.answer_id))
    });
    if found.is_empty() {
        return say(&text!(texts, "exemplars-none"));
    }
    for exemplar in found.iter().take(limit) {
        let title = titles.get(&exemplar.chat).map_or("", String::as_str);
        let title = title.replace(char::is_control, " ");
        say(&text!(
            texts,
            "exemplars-line",
            id = format!("{}@{}", exemplar.answer_id, exemplar.chat),
            date = date(exemplar.answered_at),
            chat = title,
            question = in_a_line(&exemplar.question),
            answer = in_a_line(&exemplar.answer)
        ))?;
    }
    let more = found.len().saturating_sub(limit);
    if more > 0 {
        say(&text!(texts, "exemplars-more", count = more))?;
    }
    Ok(())
}

fn holds(exemplar: &Exemplar, words: &[String]) -> bool {
    let said = format!("{}\n{}", exemplar.question.joined(), exemplar.answer.joined());
    let said = said.to_lowercase();
    words.iter().all(|word| said.contains(word))
}

/// Without what a terminal would take for orders.
fn in_a_line(lines: &Lines) -> String {
    lines.joined().replace('\n', " / ").replace(char::is_control, " ")
}

fn date(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Answers to be struck out or restored; each is one that was learnt.
struct Change {
    learnt: Learnt,
    answers: Vec<(PeerId, MessageId, MessageId)>,
}

impl Change {
    async fn begin(config: Option<&Path>, ids: ExemplarIds) -> Result<Self> {
        let learnt = Learnt::of(config, ids.of).await?;
        let answers = ids
            .ids
            .iter()
            .map(|id| {
                answer(&learnt.learner, id).ok_or_else(|| Trouble::NoExemplar { id: id.clone() })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { learnt, answers })
    }

    async fn strike(&self) -> Result<usize> {
        let Learnt { opened, account, .. } = &self.learnt;
        let mut tx = opened.store.begin(opened.owner).await?;
        let mut count = 0;
        for (chat, first, _) in &self.answers {
            count += usize::from(tx.strike_answer(*account, *chat, *first).await?);
        }
        tx.commit().await?;
        Ok(count)
    }

    async fn restore(&self) -> Result<usize> {
        let Learnt { opened, account, .. } = &self.learnt;
        let mut tx = opened.store.begin(opened.owner).await?;
        let mut count = 0;
        for (chat, first, last) in &self.answers {
            count += usize::from(tx.restore_answer(*account, *chat, *first, *last).await?);
        }
        tx.commit().await?;
        Ok(count)
    }
}

/// The chat, the first and the last message of the answer that an id names: `MESSAGE@CHAT`, in
/// that order because the numbers of groups begin with a dash, as flags do.
fn answer(learner: &Learner, id: &str) -> Option<(PeerId, MessageId, MessageId)> {
    let (message, chat) = id.split_once('@')?;
    let (chat, message) = (PeerId(chat.parse().ok()?), MessageId(message.parse().ok()?));
    let recall = learner.recall();
    recall
        .exemplars()
        .chain(recall.struck_out())
        .find(|exemplar| {
            let Exemplar { answer_id, answer_last_id, .. } = exemplar;
            exemplar.chat == chat && (answer_id..=answer_last_id).contains(&&message)
        })
        .map(|exemplar| (chat, exemplar.answer_id, exemplar.answer_last_id))
}
