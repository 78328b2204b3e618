//! `aitwin exemplars`: what the twin has learnt, answer by answer, and what it must not learn.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use anyhow::Result;
use domain::{AccountId, MessageId, PeerId, Timestamp};
use style::{Exemplar, Learner, Lines};

use super::{choice, plain, say};
use crate::cli::{ExemplarIds, ExemplarsArgs, ExemplarsChange, OfAccount};
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::{self, Opened};

/// How many answers are listed unless it is said.
const LISTED: usize = 20;

pub(crate) async fn exemplars(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ExemplarsArgs,
) -> Result<()> {
    match arguments.change {
        None => list(texts, config, arguments).await,
        Some(ExemplarsChange::Strike(ids)) => {
            let change = Change::begin(config, arguments.of, &ids).await?;
            let count = change.strike().await?;
            let already = change.answers.len() - count;
            if count > 0 {
                say(&text!(texts, "exemplars-struck", count = count))?;
            }
            if already > 0 {
                say(&text!(texts, "exemplars-struck-already", count = already))?;
            }
            if change.alike > 0 {
                let ids = ids.ids.join(" ");
                say(&text!(texts, "exemplars-alike", count = change.alike, ids = ids))?;
            }
            Ok(())
        }
        Some(ExemplarsChange::Restore(ids)) => {
            let change = Change::begin(config, arguments.of, &ids).await?;
            let count = change.restore().await?;
            let already = change.answers.len() - count;
            if count > 0 {
                say(&text!(texts, "exemplars-restored", count = count))?;
            }
            if already > 0 {
                say(&text!(texts, "exemplars-restored-already", count = already))?;
            }
            Ok(())
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
        let opened = wiring::reopen(&Config::load(config, overrides)?).await?;
        let mut tx = opened.store.read(opened.owner).await?;
        let account = choice::account(&mut tx, account).await?;
        drop(tx);
        let learner = engine::learn(&opened.store, opened.owner, account).await?;
        Ok(Self { opened, account, learner })
    }
}

async fn list(texts: &Texts, config: Option<&Path>, arguments: ExemplarsArgs) -> Result<()> {
    let ExemplarsArgs { chat, find, limit, struck, of, .. } = arguments;
    let limit = limit.unwrap_or(LISTED);
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
        let title = plain(title);
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
    plain(&lines.joined().replace('\n', " / "))
}

fn date(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Answers to be struck out or restored; each is one that was learnt.
struct Change {
    learnt: Learnt,
    /// The chat, the first and the last message of each.
    answers: Vec<(PeerId, MessageId, MessageId)>,
    /// What each of their messages says, with its chat.
    texts: Vec<(PeerId, String)>,
    /// How many others say the same and are not struck out.
    alike: usize,
}

impl Change {
    async fn begin(config: Option<&Path>, of: OfAccount, ids: &ExemplarIds) -> Result<Self> {
        let learnt = Learnt::of(config, of).await?;
        let recall = learnt.learner.recall();
        let all = || recall.exemplars().chain(recall.struck_out());
        let mut answers = BTreeSet::new();
        let mut words = HashSet::new();
        for id in &ids.ids {
            let found = all().find(|exemplar| is_named(exemplar, id));
            let found = found.ok_or_else(|| Trouble::NoExemplar { id: id.clone() })?;
            answers.insert(place(found));
            words.insert(said(found));
        }
        if ids.same {
            answers.extend(all().filter(|exemplar| words.contains(&said(exemplar))).map(place));
        }
        let named = all().filter(|exemplar| answers.contains(&place(exemplar)));
        let texts = named
            .flat_map(|exemplar| {
                exemplar.answer.iter().map(|text| (exemplar.chat, text.to_owned()))
            })
            .collect();
        let alike = recall.exemplars().filter(|exemplar| words.contains(&said(exemplar)));
        let alike = alike.filter(|exemplar| !answers.contains(&place(exemplar))).count();
        Ok(Self { learnt, answers: answers.into_iter().collect(), texts, alike })
    }

    async fn strike(&self) -> Result<usize> {
        let Learnt { opened, account, .. } = &self.learnt;
        let mut tx = opened.store.begin(opened.owner).await?;
        let mut count = 0;
        for (chat, first, _) in &self.answers {
            count += usize::from(tx.strike_answer(*account, *chat, *first).await?);
        }
        // A server that runs beside sees at its next look that a question is gone.
        engine::forget_quoted(&mut tx, *account, &self.texts).await?;
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

/// Whether an id names an answer: `MESSAGE@CHAT`, in that order because the numbers of groups begin
/// with a dash, as flags do.
fn is_named(exemplar: &Exemplar, id: &str) -> bool {
    let Some((message, chat)) = id.split_once('@') else { return false };
    let (Ok(chat), Ok(message)) = (chat.parse(), message.parse()) else { return false };
    let Exemplar { answer_id, answer_last_id, .. } = exemplar;
    exemplar.chat == PeerId(chat) && (answer_id..=answer_last_id).contains(&&MessageId(message))
}

/// The chat, the first and the last message of an answer.
fn place(exemplar: &Exemplar) -> (PeerId, MessageId, MessageId) {
    (exemplar.chat, exemplar.answer_id, exemplar.answer_last_id)
}

/// What an answer says, whatever its capitals.
fn said(exemplar: &Exemplar) -> String {
    exemplar.answer.joined().to_lowercase()
}
