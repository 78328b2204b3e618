//! `aitwin memory`: what the twin remembers, and how the owner puts it right.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use std::sync::Arc;

use anyhow::Result;
use domain::{AccountId, Clock, Fact, FactId, FactScope, FactState, PeerId, Timestamp};
use engine::Noted;
use store::Tx;

use super::{choice, plain, say};
use crate::cli::{DataArgs, FactIds, MemoryArgs, MemoryChange, OfAccount};
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::engines::engine;
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::{self, Opened};

/// How many facts are listed unless it is said.
const LISTED: usize = 20;

pub(crate) async fn memory(
    texts: &Texts,
    config: Option<&Path>,
    arguments: MemoryArgs,
) -> Result<()> {
    let MemoryArgs { change, chat, find, limit, of: OfAccount { account, data } } = arguments;
    let DataArgs { data, database_url } = data;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let opened = wiring::reopen(&config).await?;
    let mut tx = opened.store.read(opened.owner).await?;
    let account = choice::account(&mut tx, account).await?;
    let Some(change) = change else {
        drop(tx);
        let wanted = Wanted { chat: chat.map(PeerId), find: find.unwrap_or_default() };
        return list(texts, &opened, account, &wanted, limit.unwrap_or(LISTED)).await;
    };
    let (mut scope, mut facts) = (FactScope::AboutOwner, Vec::new());
    match &change {
        MemoryChange::Add { chat: Some(chat), .. } => {
            scope = FactScope::Chat(choice::chat(&mut tx, account, *chat).await?.peer.id);
        }
        MemoryChange::Add { chat: None, .. } => {}
        MemoryChange::Confirm(ids) | MemoryChange::General(ids) | MemoryChange::Erase(ids) => {
            facts = named(&mut tx, account, ids).await?;
        }
    }
    drop(tx);
    // It is not started: what it does to a memory needs no connection.
    let connector = Arc::new(wiring::connector(&config)?);
    let engine =
        engine(opened.store, opened.owner, connector, config.engine(texts.disclosure_words()));
    let count = facts.len();
    match change {
        MemoryChange::Add { text, secret, .. } => {
            noted(engine.note_fact(account, scope, &text.join(" "), !secret).await?)?;
            say(&text!(texts, "memory-noted"))
        }
        MemoryChange::Confirm(_) => {
            for fact in facts {
                engine.confirm_fact(account, fact, true).await?;
            }
            say(&text!(texts, "memory-confirmed", count = count))
        }
        MemoryChange::General(_) => {
            for fact in facts {
                engine.make_fact_general(account, fact).await?;
            }
            say(&text!(texts, "memory-made-general", count = count))
        }
        MemoryChange::Erase(_) => {
            for fact in facts {
                engine.erase_fact(account, fact).await?;
            }
            say(&text!(texts, "memory-erased", count = count))
        }
    }
}

fn noted(noted: Noted) -> Result<(), Trouble> {
    match noted {
        Noted::Done => Ok(()),
        Noted::TooLong => Err(Trouble::LongFact),
        // The chat was looked up just now.
        Noted::Empty | Noted::NotFound => Err(Trouble::EmptyFact),
    }
}

/// The facts that are named, each once; all of them are there.
async fn named(tx: &mut Tx, account: AccountId, ids: &FactIds) -> Result<Vec<FactId>> {
    let mut found = BTreeSet::new();
    for id in &ids.ids {
        let unknown = || Trouble::NoFact { id: id.clone() };
        let fact: FactId = id.parse().map_err(|_| unknown())?;
        tx.fact(account, fact).await?.ok_or_else(unknown)?;
        found.insert(fact);
    }
    Ok(found.into_iter().collect())
}

/// Which facts are to be listed.
struct Wanted {
    chat: Option<PeerId>,
    find: String,
}

impl Wanted {
    fn wants(&self, fact: &Fact) -> bool {
        let said = fact.text.to_lowercase();
        self.chat.is_none_or(|chat| fact.scope == FactScope::Chat(chat))
            && self.find.split_whitespace().all(|word| said.contains(&word.to_lowercase()))
    }
}

async fn list(
    texts: &Texts,
    opened: &Opened,
    account: AccountId,
    wanted: &Wanted,
    limit: usize,
) -> Result<()> {
    let mut tx = opened.store.read(opened.owner).await?;
    let chats = tx.chats(account, usize::MAX).await?;
    let mut facts = tx.facts(account).await?;
    let in_use = tx.fact_use(account).await?;
    drop(tx);
    if facts.is_empty() {
        return say(&text!(texts, "memory-empty"));
    }
    facts.retain(|fact| wanted.wants(fact));
    facts.sort_by_key(|fact| std::cmp::Reverse((fact.said_at, fact.id)));
    if facts.is_empty() {
        return say(&text!(texts, "memory-none"));
    }
    let titles: HashMap<PeerId, String> =
        chats.into_iter().map(|chat| (chat.peer.id, chat.peer.title)).collect();
    let now = SystemClock.now();
    for fact in facts.iter().take(limit) {
        let place = match fact.scope {
            FactScope::Chat(chat) => {
                titles.get(&chat).map_or_else(String::new, |title| plain(title))
            }
            FactScope::General => text!(texts, "memory-general"),
            FactScope::AboutOwner => text!(texts, "memory-about"),
        };
        let said = marked(texts, fact, now);
        let (id, date) = (fact.id.to_string(), date(fact.said_at));
        say(&text!(texts, "memory-line", id = id, date = date, place = place, text = said))?;
    }
    let more = facts.len().saturating_sub(limit);
    if more > 0 {
        say(&text!(texts, "memory-more", count = more))?;
    }
    let never = in_use.kept - in_use.used;
    let junk = (never * 100).checked_div(in_use.kept).unwrap_or_default();
    say(&text!(texts, "memory-use", kept = in_use.kept, used = in_use.used, junk = junk))
}

/// What a fact says, and what is to be known of it.
fn marked(texts: &Texts, fact: &Fact, now: Timestamp) -> String {
    let mark = match fact.state {
        FactState::Replaced => text!(texts, "memory-replaced"),
        _ if !fact.is_current(now) => text!(texts, "memory-over"),
        FactState::Offered => text!(texts, "memory-offered"),
        _ if !fact.may_be_said => text!(texts, "memory-secret"),
        FactState::Kept | FactState::Erased => return plain(&fact.text),
    };
    text!(texts, "memory-mark", text = plain(&fact.text), mark = mark)
}

fn date(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}
